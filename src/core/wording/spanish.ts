import { FIGURES } from './figures.js'
import { scoreLines } from './model-scores.js'
import { ownStudyLine } from './own-study.js'
import type { Wording } from './wording.js'

const figures = FIGURES.es
const labels = { COVID: 'COVID', NORMAL: 'NORMAL', PNEUMONIA: 'NEUMONÍA' } as const
const SECONDS = {
  seconds: { one: '# segundo', other: '# segundos' },
  minutes: { one: '# minuto', other: '# minutos' },
}
const said = {
  labels,
  uncertain: 'no concluyente',
  refused: 'no leída',
  fault: 'fallo',
  waiting: 'en espera',
}

export const spanish: Wording = {
  language: 'es',
  languageName: 'Español',
  direction: 'ltr',
  product: 'ChestCheck',
  disclaimer:
    'Para investigación, docencia y apoyo al triaje bajo la supervisión de un médico. El programa puede equivocarse y solo conoce tres clases: un médico debe leer la radiografía.',
  labels,
  statements: {
    COVID: 'La imagen se parece sobre todo a las radiografías de COVID con las que aprendió el modelo.',
    NORMAL:
      'La imagen se parece sobre todo a las radiografías normales con las que aprendió el modelo. Eso no descarta una enfermedad.',
    PNEUMONIA:
      'La imagen se parece sobre todo a las radiografías de neumonía con las que aprendió el modelo.',
  },
  uncertain: 'No concluyente',
  uncertainAdvice: 'Ninguna clase alcanzó su umbral. Pida a un médico que lea esta radiografía.',
  refusals: {
    unsupported_format:
      'Este archivo no es una imagen que se pueda leer. Envíe la radiografía como una sola imagen fija en JPEG, PNG, WebP, TIFF, BMP o DICOM.',
    corrupt_image: 'Esta imagen está dañada o incompleta. Vuelva a exportarla y envíe el archivo nuevo.',
    too_large: 'Esta imagen es demasiado grande. Envíe una copia más pequeña de la radiografía.',
    too_small:
      'Esta imagen es demasiado pequeña para leerla. Envíe la radiografía original, de al menos 128 píxeles por lado, no una miniatura.',
    not_frontal_chest:
      'Esto no parece una radiografía frontal de tórax. Envíe una radiografía de tórax PA o AP.',
    lateral_view: 'Esto parece una proyección lateral. Envíe la radiografía frontal (PA o AP).',
    poor_quality:
      'La calidad de esta imagen no permite leerla. Envíe el archivo original, no una fotografía de una pantalla.',
    wrong_modality: 'Esto no es una radiografía simple. Envíe una radiografía frontal de tórax.',
    download_failed: 'No se pudo recibir la imagen. Envíela otra vez.',
    not_allowed:
      'Este servicio funciona por invitación. Pida un código a su administrador y envíelo con /join CÓDIGO.',
    busy: 'En este momento hay demasiadas imágenes en espera. Envíela de nuevo un poco más tarde.',
    rate_limited:
      'Ha enviado muchas imágenes en poco tiempo. Espere un momento y envíe esta imagen otra vez.',
  },
  turns: {
    inverted: 'Esta radiografía llegó con el blanco y el negro invertidos. Se corrigió antes de leerla.',
    rotated_90: 'Esta radiografía llegó girada un cuarto a la derecha. Se enderezó antes de leerla.',
    rotated_180: 'Esta radiografía llegó boca abajo. Se enderezó antes de leerla.',
    rotated_270: 'Esta radiografía llegó girada un cuarto a la izquierda. Se enderezó antes de leerla.',
  },
  heatmap: (label) =>
    `Dónde miró el modelo para ${label}: cuanto más clara y amarilla es una zona, más contó. Muestra qué influyó en el modelo, no dónde está la enfermedad.`,
  retryAfter: (seconds) =>
    `Vuelva a intentarlo dentro de aproximadamente ${figures.duration(seconds, SECONDS)}.`,
  fault:
    'Algo ha fallado por nuestra parte; no es culpa de su imagen. Comunique esta referencia al administrador.',
  reference: (reference) => `Referencia ${reference}`,
  model: (model) => `Modelo ${model}`,
  recompressed:
    'El chat recomprimió esta imagen, lo que puede cambiar un poco las puntuaciones. Enviada como archivo llega sin cambios.',
  notChecked:
    'Nada comprobó que esta imagen sea una radiografía de tórax: con cualquier otra imagen, la respuesta no significa nada.',
  reading: 'Leyendo la radiografía…',
  start:
    'Envíe una radiografía frontal de tórax como foto o como archivo. Respondo con COVID, NORMAL o NEUMONÍA y una puntuación para cada clase, o digo por qué no pude leerla. Antes, quite los nombres de la imagen: este chat no está hecho para datos de salud.',
  help: 'Envíe una radiografía frontal de tórax (PA o AP) en JPEG, PNG, WebP, TIFF, BMP o DICOM. Enviada como archivo conserva su calidad. Si recibió una invitación: /join CÓDIGO.',
  askForPicture: 'Este mensaje no contiene ninguna imagen. Envíe una radiografía frontal de tórax.',
  joined: 'Bienvenido. Ya puede enviar una radiografía de tórax.',
  notJoined: 'Este código no es válido o ya se ha agotado. Pida uno nuevo a su administrador.',
  commands: {
    start: 'Qué hace este bot',
    help: 'Qué enviar y cómo',
    xray: 'Leer una radiografía frontal de tórax',
    about: 'Qué es el modelo y qué resultados obtuvo',
    privacy: 'Qué se guarda y durante cuánto tiempo',
    language: 'Elegir el idioma de las respuestas',
    status: 'Si se están leyendo radiografías, y su puesto en la cola',
    mine: 'Sus últimas radiografías y sus respuestas',
    delete: 'Borrar sus imágenes y su vínculo con los registros',
    join: 'Canjear un código de invitación',
  },
  options: {
    picture: 'La radiografía, como archivo de imagen',
    furtherPicture: 'Otra radiografía',
    onlyForMe: 'Solo usted ve la respuesta (activado salvo que lo desactive)',
    code: 'El código de invitación que recibió',
    language: 'El idioma',
    readThis: 'Leer como radiografía de tórax',
  },
  about: (model) =>
    model === null
      ? 'En este momento no hay ningún modelo listo.'
      : [
          `Modelo ${model.id}: una red de tipo ${model.architecture} que distingue COVID, NORMAL y NEUMONÍA en radiografías frontales de tórax, y nada más.`,
          model.gated
            ? 'Antes de responder rechaza las imágenes que no parecen una radiografía frontal de tórax en posición correcta.'
            : 'No comprueba que una imagen sea una radiografía de tórax: con cualquier otra imagen, su respuesta no significa nada.',
          ...scoreLines(model, figures, {
            labels,
            accuracy: ({ split, right, low, high, n }) =>
              `En «${split}» (n = ${n}): ${right} de aciertos, intervalo del 95\u00a0% de ${low} a ${high}.`,
            label: ({ label, sensitivity, specificity }) =>
              `${label}: sensibilidad ${sensitivity}, especificidad ${specificity}.`,
          }),
          'En otro hospital puede ser peor. Un médico debe leer la radiografía.',
        ].join('\n'),
  privacy: (days) =>
    [
      days === 0
        ? 'Su imagen se borra en cuanto se registra su respuesta.'
        : `Su imagen se guarda cifrada durante ${figures.count(days, { one: '# día', other: '# días' })} y después se borra.`,
      'El registro conserva la respuesta, las horas y un seudónimo en lugar de su nombre. Pueden verlo los administradores y revisores de esta instalación.',
      'Este chat pertenece a otra empresa y no está hecho para datos de salud: quite antes los nombres de las imágenes.',
      '/delete borra sus imágenes y su vínculo con los registros.',
    ].join('\n'),
  chooseLanguage: '¿En qué idioma quiere las respuestas?',
  languageChosen: 'A partir de ahora respondo en español.',
  status: ({ ready, waiting, place, seconds }) =>
    [
      ready
        ? 'Se están leyendo radiografías.'
        : 'En este momento no se pueden leer radiografías; quedan en espera.',
      waiting === 0
        ? 'No hay nada en espera.'
        : `En total: ${figures.count(waiting, { one: '# imagen en espera', other: '# imágenes en espera' })}.`,
      ...(place === null
        ? []
        : [
            `Su próxima imagen es la número ${figures.number(place)}${seconds === null ? '' : `, dentro de aproximadamente ${figures.duration(seconds, SECONDS)}`}.`,
          ]),
    ].join(' '),
  mine: (studies) =>
    studies.length === 0
      ? 'No hay ninguna radiografía suya en el registro.'
      : [
          'Sus últimas radiografías (UTC):',
          ...studies.map((study) => ownStudyLine(study, figures, said)),
        ].join('\n'),
  askDelete:
    'Esto borra sus imágenes y corta su vínculo con los registros. Los registros permanecen, con un seudónimo que no lleva a nadie. No se puede deshacer.',
  confirmDelete: 'Borrar',
  keep: 'Conservar',
  deleted: (pictures, studies) =>
    `Hecho: ${figures.count(pictures, { one: '# imagen borrada', other: '# imágenes borradas' })}, ${figures.count(studies, { one: '# registro ya no está vinculado', other: '# registros ya no están vinculados' })} a usted.`,
  notDeleted: 'No se ha borrado nada.',
  queued: (place, seconds) =>
    `Su imagen está en espera: número ${figures.number(place)}, aproximadamente ${figures.duration(seconds, SECONDS)}.`,
  agree: 'De acuerdo',
  disagree: 'En desacuerdo',
  yourView: 'Su opinión',
  whichClass: '¿Qué muestra la radiografía?',
  verdicts: { ...labels, other: 'Otra cosa' },
  reviewed: (verdict) => `Anotado: ${verdict}. Gracias.`,
  changeReview: 'Cambiar',
  askReport: 'Informe PDF',
  reportCaption: (reference) => `Informe de ${reference}`,
  reportNotMade: 'No se pudo crear el informe. Vuelva a intentarlo más tarde.',
  buttonTooOld: 'Este botón ya no funciona.',
  report: {
    title: 'Informe de una radiografía de tórax',
    received: 'Recibida',
    answered: 'Respondida',
    delivered: 'Entregada',
    notYet: 'Todavía no',
    utc: 'Todas las horas son UTC.',
    channel: 'Enviada por',
    channels: {
      telegram: 'Telegram',
      discord: 'Discord',
      web: 'Página web',
      api: 'Interfaz de programación',
      shell: 'Línea de órdenes',
    },
    file: 'Archivo',
    pixels: (width, height) => `${width} × ${height} píxeles`,
    result: 'Resultado',
    notAnswered: 'Esta imagen todavía no tiene respuesta.',
    scores: 'Puntuaciones',
    threshold: (percent) => `Umbral ${percent}`,
    picture: 'Imagen tal como se recibió',
    heatmap: 'Mapa de calor',
    pictureNotKept: 'La imagen no se conserva.',
    pictureNotShown: 'La imagen se conserva, pero no se puede mostrar en un informe.',
    noHeatmap: 'No hay mapa de calor.',
    reviews: 'Revisiones',
    noReviews: 'Nadie ha revisado este estudio.',
    review: (verdict, when, agrees) =>
      `${when}: ${verdict}${agrees === null ? '' : agrees ? ' (de acuerdo)' : ' (en desacuerdo)'}`,
    provenance: 'Procedencia',
    model: 'Modelo',
    backend: 'Motor de cálculo',
    precision: 'Precisión numérica',
    preprocessing: 'Preprocesamiento',
    pictureHash: 'SHA-256 de la imagen tal como se recibió',
    made: (when) => `Creado el ${when}`,
    page: (number, count) => `Página ${figures.number(number)} de ${figures.number(count)}`,
  },
}
