import type { WebWording } from '../web-wording.js'

export const spanishWeb: WebWording = {
  frame: {
    skip: 'Ir al contenido',
    navigation: 'Principal',
    readFilm: 'Leer una radiografía',
    studies: 'Estudios',
    signIn: 'Iniciar sesión',
    signOut: 'Cerrar sesión',
    roles: { admin: 'administración', reviewer: 'revisión', auditor: 'auditoría', staff: 'personal' },
    language: 'Idioma',
    changeLanguage: 'Cambiar',
  },
  home: {
    title: 'Lectura de radiografías de tórax',
    headline: 'Una primera lectura de la radiografía de tórax, en segundos',
    lead: (product, { COVID, NORMAL, PNEUMONIA }) =>
      `${product} lee una radiografía frontal de tórax y responde ${COVID}, ${NORMAL} o ${PNEUMONIA} con una puntuación para cada clase, o dice con palabras claras por qué no pudo. Cada respuesta queda en un registro que sus administradores pueden leer.`,
    noAccountNeeded: 'Aquí no hace falta una cuenta.',
    accountNeeded: 'Este servidor es para personas con cuenta.',
    modelStarts: 'El modelo se está iniciando.',
    exampleAlt: 'Dibujo de una radiografía frontal de tórax',
    exampleNote: 'Así se ve una respuesta. La radiografía es un dibujo y los números son inventados.',
    how: {
      title: 'Cómo se usa',
      names: {
        title: 'Quite los nombres',
        text: 'Recorte o tape el nombre, la fecha de nacimiento y el número. Basta con la radiografía.',
      },
      send: {
        title: 'Envíe la radiografía frontal',
        text: (size) =>
          `Una proyección PA o AP en JPEG, PNG, WebP, TIFF, BMP o DICOM, de hasta ${size}. El archivo exportado es mejor que la fotografía de una pantalla.`,
      },
      read: {
        title: 'Lea la respuesta con un médico',
        text: 'Recibe una etiqueta, tres puntuaciones y una referencia para citar, o una frase que dice qué enviar en su lugar.',
      },
      doors:
        'El mismo lector responde aquí, en Telegram y Discord si su administrador los conectó, y en la línea de órdenes.',
    },
    limits: {
      title: 'Lo que no puede hacer',
      wrong: {
        title: 'Puede equivocarse',
        text: 'Una puntuación dice cuánto se parece la radiografía a aquellas con las que aprendió el modelo, no la probabilidad de una enfermedad.',
      },
      classes: {
        title: 'Conoce tres clases',
        text: 'Una fractura, un tumor o un tubo mal colocado también recibe una de las tres etiquetas. NORMAL no descarta nada.',
      },
      gated: {
        title: 'Puede confundir otra imagen con una radiografía de tórax',
        text: 'Lo que no parece una radiografía frontal de tórax en posición correcta se rechaza. De vez en cuando alguna pasa, y entonces su etiqueta no significa nada.',
      },
      ungated: {
        title: 'Todavía no comprueba que ve un tórax',
        text: 'Esta versión no lo comprueba. Una mano, una proyección lateral o una foto de vacaciones también recibe una etiqueta, y esa etiqueta no significa nada.',
      },
      chats: {
        title: 'Los chats no están hechos para datos de salud',
        text: 'Telegram y Discord conservan lo que se les envía, y ninguno promete el cuidado que exigen los datos de salud. Envíe solo radiografías en las que no se vea ningún nombre.',
      },
    },
  },
  upload: {
    title: 'Leer una radiografía',
    lead: 'Una radiografía frontal de tórax (PA o AP). La respuesta tarda unos segundos.',
    choose: 'Elegir una imagen',
    dropOrPaste: 'o suéltela aquí, o péguela. Puede enviar varias a la vez.',
    formats: (size) => `JPEG, PNG, WebP, TIFF, BMP o DICOM, de hasta ${size}`,
    pictures: 'Imágenes',
    namesOff: 'Quite antes los nombres y las fechas de nacimiento.',
    ungated:
      'El modelo que funciona aquí no comprueba que una imagen sea una radiografía de tórax: lee todo lo que usted envíe como si lo fuera.',
    chooseFirst: 'Elija primero una imagen.',
    send: { one: 'Leer la radiografía', other: 'Leer # radiografías' },
    pasted: 'Imagen pegada',
    remove: 'Quitar',
    removeFile: 'Quitar {name}',
    progressOf: 'Progreso de {name}',
    openAnswerFor: 'Abrir la respuesta de {name}',
    open: 'Abrir',
  },
  result: {
    filmAlt: 'La radiografía tal como se recibió',
    heatmapAlt: 'El mapa de calor sobre la radiografía',
    notThereYet: 'La respuesta todavía no está.',
    lookAgain: 'Mirar otra vez',
    readAnother: 'Leer otra radiografía',
    openRecord: 'Abrir el registro',
    backToUpload: 'Volver al envío',
    notRead: 'No leída',
    ourFailure: 'Fallo nuestro',
    received: (when) => `Recibida el ${when} UTC`,
    thresholdFor: (label, percent) => `Umbral de ${label}: ${percent}`,
    absent: {
      never_taken: 'No se recibió ninguna imagen.',
      erased: 'La imagen ya no se conserva.',
      missing: 'La imagen ya no se conserva.',
      altered:
        'La imagen conservada no es la que se recibió, por eso no se muestra. Avise a su administrador.',
      not_a_picture: 'Lo recibido no es una imagen de un tipo que se lea aquí, por eso no se muestra.',
    },
    notDrawn: 'Los navegadores no muestran imágenes de este tipo.',
    download: 'Descargar la imagen',
  },
  signIn: {
    title: 'Iniciar sesión',
    email: 'Correo electrónico',
    password: 'Contraseña',
    accountsAreMade: 'Las cuentas las crea su administrador.',
    noAccountYet:
      'Todavía no existe ninguna cuenta. Abra el enlace de un solo uso que el programa mostró al iniciarse: crea el primer administrador.',
    wrong: 'El correo y la contraseña no coinciden. Inténtelo de nuevo.',
    disabled: 'Esta cuenta está desactivada. Consulte a su administrador.',
    tooMany: 'Demasiados intentos.',
    first: 'Inicie sesión primero.',
    secondStep: {
      title: 'Confirme que es usted',
      lead: 'La contraseña es correcta. Esta cuenta pide además un código.',
      code: 'Código',
      hint: 'Seis cifras de su aplicación de autenticación, o uno de sus códigos de reserva.',
      trust:
        'No pedir un código en este navegador durante 30 días. Solo en un dispositivo que nadie más usa.',
      confirm: 'Confirmar',
      wrong: 'Este código no es correcto o ya se usó. Espere al siguiente y vuelva a intentarlo.',
      expired: 'Pasó demasiado tiempo o hubo demasiados códigos incorrectos. Inicie sesión de nuevo.',
      startAgain: 'Empezar de nuevo',
      lost: '¿No tiene a mano ni la aplicación ni un código de reserva? Un administrador puede restablecer el segundo paso.',
    },
  },
  messages: {
    toStart: 'A la página de inicio',
    notFound: { title: 'Aquí no hay nada', text: 'Esta página no existe, o no le corresponde verla.' },
    broken: 'Algo ha fallado',
    foreignForm: {
      title: 'No se envió desde aquí',
      text: 'Este formulario vino de otra página, así que no se cambió nada. Abra la página aquí e inténtelo de nuevo.',
    },
    longForm: {
      title: 'Demasiado largo',
      text: 'Este formulario era más largo que cualquiera de los nuestros.',
    },
    notForThisAccount: {
      title: 'No es para esta cuenta',
      text: 'El panel es para administradores, revisores y auditores. Su cuenta puede enviar radiografías y leer sus respuestas.',
    },
  },
}
