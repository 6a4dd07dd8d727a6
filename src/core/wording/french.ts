import { FIGURES } from './figures.js'
import { scoreLines } from './model-scores.js'
import { ownStudyLine } from './own-study.js'
import type { Wording } from './wording.js'

const figures = FIGURES.fr
const labels = { COVID: 'COVID', NORMAL: 'NORMAL', PNEUMONIA: 'PNEUMONIE' } as const
const SECONDS = {
  seconds: { one: '# seconde', other: '# secondes' },
  minutes: { one: '# minute', other: '# minutes' },
}
const said = {
  labels,
  uncertain: 'incertain',
  refused: 'non lu',
  fault: 'échec',
  waiting: 'en attente',
}

export const french: Wording = {
  language: 'fr',
  languageName: 'Français',
  direction: 'ltr',
  product: 'ChestCheck',
  disclaimer:
    'Pour la recherche, l’enseignement et l’aide au tri sous la responsabilité d’un médecin. Le programme peut se tromper et ne connaît que trois classes : un médecin doit lire le cliché.',
  labels,
  statements: {
    COVID: 'L’image ressemble surtout aux clichés de COVID avec lesquels le modèle a appris.',
    NORMAL:
      'L’image ressemble surtout aux clichés normaux avec lesquels le modèle a appris. Cela n’exclut pas une maladie.',
    PNEUMONIA: 'L’image ressemble surtout aux clichés de pneumonie avec lesquels le modèle a appris.',
  },
  uncertain: 'Incertain',
  uncertainAdvice: 'Aucune classe n’a atteint son seuil. Veuillez faire lire ce cliché par un médecin.',
  refusals: {
    unsupported_format:
      'Ce fichier n’est pas une image lisible ici. Veuillez envoyer le cliché sous forme d’une seule image fixe JPEG, PNG, WebP, TIFF, BMP ou DICOM.',
    corrupt_image:
      'Cette image est endommagée ou incomplète. Veuillez l’exporter à nouveau et envoyer le nouveau fichier.',
    too_large: 'Cette image est trop grande. Veuillez envoyer une copie plus petite du cliché.',
    too_small:
      'Cette image est trop petite pour être lue. Veuillez envoyer le cliché lui-même, d’au moins 128 pixels de côté, et non une vignette.',
    not_frontal_chest:
      'Ceci ne ressemble pas à une radiographie thoracique de face. Veuillez envoyer un cliché thoracique PA ou AP.',
    lateral_view: 'Ceci ressemble à un cliché de profil. Veuillez envoyer le cliché de face (PA ou AP).',
    poor_quality:
      'La qualité de cette image ne permet pas de la lire. Veuillez envoyer le fichier d’origine, et non la photo d’un écran.',
    wrong_modality:
      'Ceci n’est pas une radiographie standard. Veuillez envoyer une radiographie thoracique de face.',
    download_failed: 'L’image n’a pas pu être récupérée. Veuillez l’envoyer encore une fois.',
    not_allowed:
      'Ce service est sur invitation. Demandez un code à votre administrateur et envoyez-le avec /join CODE.',
    busy: 'Trop d’images sont en attente en ce moment. Veuillez renvoyer la vôtre un peu plus tard.',
    rate_limited:
      'Vous avez envoyé beaucoup d’images en peu de temps. Veuillez patienter un peu, puis renvoyer celle-ci.',
  },
  turns: {
    inverted: 'Ce cliché est arrivé avec le noir et le blanc inversés. Il a été rétabli avant la lecture.',
    rotated_90: 'Ce cliché est arrivé tourné d’un quart vers la droite. Il a été redressé avant la lecture.',
    rotated_180: 'Ce cliché est arrivé à l’envers. Il a été redressé avant la lecture.',
    rotated_270: 'Ce cliché est arrivé tourné d’un quart vers la gauche. Il a été redressé avant la lecture.',
  },
  heatmap: (label) =>
    `Où le modèle a regardé pour ${label} : plus une zone est claire et jaune, plus elle a compté. Cela montre ce qui a influencé le modèle, pas où se trouve la maladie.`,
  retryAfter: (seconds) => `Réessayez dans environ ${figures.duration(seconds, SECONDS)}.`,
  fault:
    'Une défaillance s’est produite de notre côté ; votre image n’est pas en cause. Veuillez communiquer cette référence à l’administrateur.',
  reference: (reference) => `Référence ${reference}`,
  model: (model) => `Modèle ${model}`,
  recompressed:
    'La messagerie a recompressé cette image, ce qui peut modifier un peu les scores. Envoyée comme fichier, elle arrive inchangée.',
  notChecked:
    'Rien n’a vérifié que cette image est un cliché thoracique : pour toute autre image, la réponse ne veut rien dire.',
  reading: 'Lecture du cliché…',
  start:
    'Envoyez une radiographie thoracique de face, en photo ou en fichier. Je réponds COVID, NORMAL ou PNEUMONIE avec un score pour chaque classe, ou j’explique pourquoi je n’ai pas pu la lire. Retirez d’abord les noms des images : cette messagerie n’est pas faite pour des données de santé.',
  help: 'Envoyez une radiographie thoracique de face (PA ou AP) en JPEG, PNG, WebP, TIFF, BMP ou DICOM. Envoyée comme fichier, elle garde sa qualité. Si vous avez reçu une invitation : /join CODE.',
  askForPicture: 'Ce message ne contient pas d’image. Veuillez envoyer une radiographie thoracique de face.',
  joined: 'Bienvenue. Vous pouvez maintenant envoyer une radiographie thoracique.',
  notJoined:
    'Ce code n’est pas valable, ou il est épuisé. Veuillez en demander un nouveau à votre administrateur.',
  commands: {
    start: 'Ce que fait ce bot',
    help: 'Quoi envoyer, et comment',
    xray: 'Lire une radiographie thoracique de face',
    about: 'Ce qu’est le modèle, et ses résultats',
    privacy: 'Ce qui est conservé, et combien de temps',
    language: 'Choisir la langue des réponses',
    status: 'Si des clichés sont lus en ce moment, et votre place dans la file',
    mine: 'Vos derniers clichés et leurs réponses',
    delete: 'Effacer vos images et votre lien avec les enregistrements',
    join: 'Utiliser un code d’invitation',
  },
  options: {
    picture: 'Le cliché, en fichier image',
    furtherPicture: 'Un autre cliché',
    onlyForMe: 'Vous seul voyez la réponse (activé, sauf si vous le désactivez)',
    code: 'Le code d’invitation que vous avez reçu',
    language: 'La langue',
    readThis: 'Lire comme cliché thoracique',
  },
  about: (model) =>
    model === null
      ? 'Aucun modèle n’est prêt en ce moment.'
      : [
          `Modèle ${model.id} : un réseau de type ${model.architecture} qui distingue COVID, NORMAL et PNEUMONIE sur des radiographies thoraciques de face, et rien d’autre.`,
          model.gated
            ? 'Avant de répondre, il écarte les images qui ne ressemblent pas à un cliché thoracique de face, à l’endroit.'
            : 'Il ne vérifie pas qu’une image est un cliché thoracique : pour toute autre image, sa réponse ne veut rien dire.',
          ...scoreLines(model, figures, {
            labels,
            accuracy: ({ split, right, low, high, n }) =>
              `Sur « ${split} » (n = ${n}) : ${right} de réponses justes, intervalle à 95\u00a0% de ${low} à ${high}.`,
            label: ({ label, sensitivity, specificity }) =>
              `${label} : sensibilité ${sensitivity}, spécificité ${specificity}.`,
          }),
          'Dans un autre hôpital, il peut être moins bon. Un médecin doit lire le cliché.',
        ].join('\n'),
  privacy: (days) =>
    [
      days === 0
        ? 'Votre image est effacée dès que sa réponse est enregistrée.'
        : `Votre image est conservée chiffrée pendant ${figures.count(days, { one: '# jour', other: '# jours' })}, puis effacée.`,
      'L’enregistrement garde la réponse, les heures et un pseudonyme à la place de votre nom. Les administrateurs et les relecteurs de cette installation peuvent le voir.',
      'Cette messagerie appartient à une autre entreprise et n’est pas faite pour des données de santé : retirez d’abord les noms des images.',
      '/delete efface vos images et votre lien avec les enregistrements.',
    ].join('\n'),
  chooseLanguage: 'Dans quelle langue dois-je répondre ?',
  languageChosen: 'Je réponds désormais en français.',
  status: ({ ready, waiting, place, seconds }) =>
    [
      ready
        ? 'La lecture des clichés est en marche.'
        : 'Les clichés ne peuvent pas être lus en ce moment ; ils attendent.',
      waiting === 0
        ? 'Rien n’est en attente.'
        : `En tout : ${figures.count(waiting, { one: '# image en attente', other: '# images en attente' })}.`,
      ...(place === null
        ? []
        : [
            `Votre prochaine image est au rang ${figures.number(place)}${seconds === null ? '' : `, dans environ ${figures.duration(seconds, SECONDS)}`}.`,
          ]),
    ].join(' '),
  mine: (studies) =>
    studies.length === 0
      ? 'Aucun de vos clichés n’est enregistré.'
      : ['Vos derniers clichés (UTC) :', ...studies.map((study) => ownStudyLine(study, figures, said))].join(
          '\n',
        ),
  askDelete:
    'Cela efface vos images et coupe votre lien avec leurs enregistrements. Les enregistrements restent, sous un pseudonyme qui ne mène à personne. C’est irréversible.',
  confirmDelete: 'Effacer',
  keep: 'Garder',
  deleted: (pictures, studies) =>
    `C’est fait : ${figures.count(pictures, { one: '# image effacée', other: '# images effacées' })}, ${figures.count(studies, { one: '# enregistrement n’est plus lié', other: '# enregistrements ne sont plus liés' })} à vous.`,
  notDeleted: 'Rien n’a été effacé.',
  queued: (place, seconds) =>
    `Votre image attend : rang ${figures.number(place)}, environ ${figures.duration(seconds, SECONDS)}.`,
  agree: 'D’accord',
  disagree: 'Pas d’accord',
  yourView: 'Votre avis',
  whichClass: 'Que montre le cliché ?',
  verdicts: { ...labels, other: 'Autre chose' },
  reviewed: (verdict) => `Noté : ${verdict}. Merci.`,
  changeReview: 'Modifier',
  askReport: 'Rapport PDF',
  reportCaption: (reference) => `Rapport sur ${reference}`,
  reportNotMade: 'Le rapport n’a pas pu être établi. Veuillez réessayer plus tard.',
  buttonTooOld: 'Ce bouton ne fonctionne plus.',
  report: {
    title: 'Rapport sur une radiographie thoracique',
    received: 'Reçue',
    answered: 'Réponse établie',
    delivered: 'Réponse remise',
    notYet: 'Pas encore',
    utc: 'Toutes les heures sont en UTC.',
    channel: 'Envoyée par',
    channels: {
      telegram: 'Telegram',
      discord: 'Discord',
      web: 'Page web',
      api: 'Interface de programmation',
      shell: 'Ligne de commande',
    },
    file: 'Fichier',
    pixels: (width, height) => `${width} × ${height} pixels`,
    result: 'Résultat',
    notAnswered: 'Cette image n’a pas encore de réponse.',
    scores: 'Scores par classe',
    threshold: (percent) => `Seuil ${percent}`,
    picture: 'Image telle que reçue',
    heatmap: 'Carte de chaleur',
    pictureNotKept: 'L’image n’est pas conservée.',
    pictureNotShown: 'L’image est conservée, mais ne peut pas être montrée dans un rapport.',
    noHeatmap: 'Il n’y a pas de carte de chaleur.',
    reviews: 'Relectures',
    noReviews: 'Personne n’a relu cette étude.',
    review: (verdict, when, agrees) =>
      `${when} : ${verdict}${agrees === null ? '' : agrees ? ' (d’accord)' : ' (pas d’accord)'}`,
    provenance: 'Origine',
    model: 'Modèle',
    backend: 'Moteur de calcul',
    precision: 'Précision numérique',
    preprocessing: 'Prétraitement',
    pictureHash: 'SHA-256 de l’image telle que reçue',
    made: (when) => `Établi le ${when}`,
    page: (number, count) => `Page ${figures.number(number)} sur ${figures.number(count)}`,
  },
}
