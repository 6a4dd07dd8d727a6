import type { WebWording } from '../web-wording.js'

export const frenchWeb: WebWording = {
  frame: {
    skip: 'Aller au contenu',
    navigation: 'Navigation principale',
    readFilm: 'Lire un cliché',
    studies: 'Études',
    signIn: 'Se connecter',
    signOut: 'Se déconnecter',
    roles: { admin: 'administration', reviewer: 'relecture', auditor: 'audit', staff: 'personnel' },
    language: 'Langue',
    changeLanguage: 'Changer',
  },
  home: {
    title: 'Lecture de radiographies thoraciques',
    headline: 'Un premier regard sur un cliché thoracique, en quelques secondes',
    lead: (product, { COVID, NORMAL, PNEUMONIA }) =>
      `${product} lit une radiographie thoracique de face et répond ${COVID}, ${NORMAL} ou ${PNEUMONIA} avec un score pour chaque classe, ou dit en mots simples pourquoi ce n’était pas possible. Chaque réponse est consignée dans un registre que vos administrateurs peuvent lire.`,
    noAccountNeeded: 'Aucun compte n’est nécessaire ici.',
    accountNeeded: 'Ce serveur est réservé aux personnes qui ont un compte.',
    modelStarts: 'Le modèle démarre.',
    exampleAlt: 'Dessin d’un cliché thoracique de face',
    exampleNote: 'Voici à quoi ressemble une réponse. Le cliché est un dessin et les nombres sont inventés.',
    how: {
      title: 'Mode d’emploi',
      names: {
        title: 'Retirez les noms',
        text: 'Rognez ou masquez le nom, la date de naissance et le numéro. Le cliché seul suffit.',
      },
      send: {
        title: 'Envoyez le cliché de face',
        text: (size) =>
          `Une incidence PA ou AP en JPEG, PNG, WebP, TIFF, BMP ou DICOM, jusqu’à ${size}. Le fichier exporté vaut mieux que la photo d’un écran.`,
      },
      read: {
        title: 'Lisez la réponse avec un médecin',
        text: 'Vous recevez une étiquette, trois scores et une référence à citer, ou une phrase qui dit quoi envoyer à la place.',
      },
      doors:
        'Le même lecteur répond ici, dans Telegram et Discord si votre administrateur les a reliés, et en ligne de commande.',
    },
    limits: {
      title: 'Ce qu’il ne peut pas faire',
      wrong: {
        title: 'Il peut se tromper',
        text: 'Un score dit à quel point le cliché ressemble à ceux avec lesquels le modèle a appris, pas la probabilité d’une maladie.',
      },
      classes: {
        title: 'Il connaît trois classes',
        text: 'Une fracture, une tumeur ou une sonde mal placée reçoit aussi l’une des trois étiquettes. NORMAL n’exclut rien.',
      },
      gated: {
        title: 'Il peut prendre une autre image pour un cliché thoracique',
        text: 'Ce qui ne ressemble pas à un cliché thoracique de face, à l’endroit, est écarté. Il arrive qu’une image passe quand même : son étiquette ne veut alors rien dire.',
      },
      ungated: {
        title: 'Il ne vérifie pas encore qu’il voit un thorax',
        text: 'Cette version ne le contrôle pas. Une main, un profil ou une photo de vacances reçoit aussi une étiquette, et elle ne veut rien dire.',
      },
      chats: {
        title: 'Les messageries ne sont pas faites pour des données de santé',
        text: 'Telegram et Discord conservent ce qu’on leur envoie, et aucune des deux ne promet le soin qu’exigent des données de santé. N’envoyez que des clichés sans nom visible.',
      },
    },
  },
  upload: {
    title: 'Lire un cliché',
    lead: 'Une radiographie thoracique de face (PA ou AP). La réponse prend quelques secondes.',
    choose: 'Choisir une image',
    dropOrPaste: 'ou déposez-la ici, ou collez-la. Plusieurs à la fois conviennent aussi.',
    formats: (size) => `JPEG, PNG, WebP, TIFF, BMP ou DICOM, jusqu’à ${size}`,
    pictures: 'Images',
    namesOff: 'Veuillez d’abord retirer les noms et les dates de naissance.',
    ungated:
      'Le modèle utilisé ici ne vérifie pas qu’une image est un cliché thoracique : il lit tout ce que vous envoyez comme si c’en était un.',
    chooseFirst: 'Veuillez d’abord choisir une image.',
    send: { one: 'Lire le cliché', other: 'Lire # clichés' },
    pasted: 'Image collée',
    remove: 'Retirer',
    removeFile: 'Retirer {name}',
    progressOf: 'Avancement de {name}',
    openAnswerFor: 'Ouvrir la réponse pour {name}',
    open: 'Ouvrir',
  },
  result: {
    filmAlt: 'Le cliché tel que reçu',
    heatmapAlt: 'La carte de chaleur sur le cliché',
    notThereYet: 'La réponse n’est pas encore là.',
    lookAgain: 'Regarder à nouveau',
    readAnother: 'Lire un autre cliché',
    openRecord: 'Ouvrir l’enregistrement',
    backToUpload: 'Retour à l’envoi',
    notRead: 'Non lu',
    ourFailure: 'Défaillance de notre côté',
    received: (when) => `Reçu le ${when} UTC`,
    thresholdFor: (label, percent) => `Seuil pour ${label} : ${percent}`,
    absent: {
      never_taken: 'Aucune image n’a été reçue.',
      erased: 'L’image n’est plus conservée.',
      missing: 'L’image n’est plus conservée.',
      altered:
        'L’image conservée n’est pas celle qui a été reçue, elle n’est donc pas montrée. Veuillez prévenir votre administrateur.',
      not_a_picture: 'Ce qui a été reçu n’est pas une image d’un type lu ici, elle n’est donc pas montrée.',
    },
    notDrawn: 'Les navigateurs n’affichent pas les images de ce type.',
    download: 'Télécharger l’image',
  },
  signIn: {
    title: 'Se connecter',
    email: 'Adresse e-mail',
    password: 'Mot de passe',
    accountsAreMade: 'Les comptes sont créés par votre administrateur.',
    noAccountYet:
      'Il n’existe encore aucun compte. Ouvrez le lien à usage unique que le programme a affiché au démarrage : il crée le premier administrateur.',
    wrong: 'L’adresse e-mail et le mot de passe ne correspondent pas. Veuillez réessayer.',
    disabled: 'Ce compte est désactivé. Veuillez vous adresser à votre administrateur.',
    tooMany: 'Trop d’essais.',
    first: 'Veuillez d’abord vous connecter.',
    secondStep: {
      title: 'Confirmez votre identité',
      lead: 'Le mot de passe est juste. Ce compte demande aussi un code.',
      code: 'Code de vérification',
      hint: 'Six chiffres de votre application d’authentification, ou l’un de vos codes de secours.',
      trust:
        'Ne pas demander de code sur ce navigateur pendant 30 jours. Seulement sur un appareil que personne d’autre n’utilise.',
      confirm: 'Confirmer',
      wrong: 'Ce code n’est pas juste, ou il a déjà servi. Attendez le suivant et réessayez.',
      expired: 'Cela a pris trop de temps, ou trop de codes étaient faux. Veuillez vous connecter à nouveau.',
      startAgain: 'Recommencer',
      lost: 'Ni application ni code de secours sous la main ? Un administrateur peut réinitialiser la seconde étape.',
    },
  },
  messages: {
    toStart: 'Vers la page d’accueil',
    notFound: { title: 'Rien ici', text: 'Cette page n’existe pas, ou ne vous est pas accessible.' },
    broken: 'Une défaillance s’est produite',
    foreignForm: {
      title: 'Pas envoyé d’ici',
      text: 'Ce formulaire venait d’une autre page, rien n’a donc été changé. Veuillez ouvrir la page ici et réessayer.',
    },
    longForm: { title: 'Trop long', text: 'Ce formulaire était plus long que tous les nôtres.' },
    notForThisAccount: {
      title: 'Pas pour ce compte',
      text: 'Le tableau de bord est réservé aux administrateurs, relecteurs et auditeurs. Votre compte peut envoyer des clichés et lire leurs réponses.',
    },
  },
}
