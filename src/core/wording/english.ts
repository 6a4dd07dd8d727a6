import { FIGURES } from './figures.js'
import { scoreLines } from './model-scores.js'
import { ownStudyLine } from './own-study.js'
import type { Wording } from './wording.js'

const figures = FIGURES.en
const labels = { COVID: 'COVID', NORMAL: 'NORMAL', PNEUMONIA: 'PNEUMONIA' } as const
const SECONDS = {
  seconds: { one: '# second', other: '# seconds' },
  minutes: { one: '# minute', other: '# minutes' },
}

const said = { labels, uncertain: 'not sure', refused: 'not read', fault: 'failed', waiting: 'waiting' }

export const english: Wording = {
  language: 'en',
  languageName: 'English',
  direction: 'ltr',
  product: 'ChestCheck',
  disclaimer:
    'For research, education and triage under a clinician. It can be wrong, and it knows only three classes: a clinician must read the film.',
  labels,
  statements: {
    COVID: 'The picture looks most like the COVID films the model learned from.',
    NORMAL:
      'The picture looks most like the normal films the model learned from. That does not rule out disease.',
    PNEUMONIA: 'The picture looks most like the pneumonia films the model learned from.',
  },
  uncertain: 'Not sure',
  uncertainAdvice: 'No class reached its threshold. Please have a clinician read this film.',
  refusals: {
    unsupported_format:
      'This file is not a picture that can be read. Please send the film as one still JPEG, PNG, WebP, TIFF, BMP or DICOM picture.',
    corrupt_image: 'This picture is damaged or incomplete. Please export it again and send the new file.',
    too_large: 'This picture is too large. Please send a smaller copy of the film.',
    too_small:
      'This picture is too small to read. Please send the film itself, at least 128 pixels on each side, not a thumbnail.',
    not_frontal_chest:
      'This does not look like a frontal chest radiograph. Please send a PA or AP chest film.',
    lateral_view: 'This looks like a lateral view. Please send the frontal film (PA or AP).',
    poor_quality:
      'This picture is too poor to read. Please send the original file, not a photograph of a screen.',
    wrong_modality: 'This is not a plain radiograph. Please send a frontal chest radiograph.',
    download_failed: 'The picture could not be fetched. Please send it once more.',
    not_allowed:
      'This service is by invitation. Ask your administrator for a code and send it with /join CODE.',
    busy: 'Too many pictures are waiting at the moment. Please send it again a little later.',
    rate_limited: 'You have sent many pictures in a short time. Please wait a little and send it again.',
  },
  turns: {
    inverted: 'This film came with black and white swapped. It was put right before it was read.',
    rotated_90: 'This film came turned a quarter to the right. It was put upright before it was read.',
    rotated_180: 'This film came upside down. It was put upright before it was read.',
    rotated_270: 'This film came turned a quarter to the left. It was put upright before it was read.',
  },
  heatmap: (label) =>
    `Where the model looked for ${label}: the brighter and yellower a place, the more it counted. It shows what moved the model, not where disease is.`,
  retryAfter: (seconds) => `Try again in about ${figures.duration(seconds, SECONDS)}.`,
  fault:
    'Something on our side broke; your picture is not at fault. Please tell the administrator this reference.',
  reference: (reference) => `Reference ${reference}`,
  model: (model) => `Model ${model}`,
  recompressed:
    'The chat recompressed this picture, which can change the scores a little. Sent as a file, it arrives unchanged.',
  notChecked:
    'Nothing checked that this picture is a chest film: for any other picture the answer means nothing.',
  reading: 'Reading the film…',
  start:
    'Send a frontal chest radiograph as a photo or a file. I answer with COVID, NORMAL or PNEUMONIA and a score for each, or say why I could not read it. Please remove names from pictures first: this chat is not made for health data.',
  help: 'Send one frontal chest radiograph (PA or AP) as JPEG, PNG, WebP, TIFF, BMP or DICOM. Sent as a file it keeps its quality. If you were given an invite: /join CODE.',
  askForPicture: 'There is no picture in this message. Please send a frontal chest radiograph.',
  joined: 'Welcome. You can send a chest radiograph now.',
  notJoined: 'This code is not valid, or is used up. Please ask your administrator for a new one.',
  commands: {
    start: 'What this bot does',
    help: 'What to send, and how',
    xray: 'Read a frontal chest radiograph',
    about: 'What the model is, and what it scored',
    privacy: 'What is kept, and for how long',
    language: 'Choose the language of the answers',
    status: 'Whether films are read now, and your place in the queue',
    mine: 'Your last films and their answers',
    delete: 'Erase your pictures and your link to the records',
    join: 'Redeem an invite code',
  },
  options: {
    picture: 'The film, as a picture file',
    furtherPicture: 'A further film',
    onlyForMe: 'Only you see the answer (on unless you turn it off)',
    code: 'The invite code that you were given',
    language: 'The language',
    readThis: 'Read as a chest film',
  },
  about: (model) =>
    model === null
      ? 'No model is ready at the moment.'
      : [
          `Model ${model.id}: a network of the kind ${model.architecture} that tells COVID, NORMAL and PNEUMONIA apart on frontal chest films, and nothing else.`,
          model.gated
            ? 'Before it answers, it turns away pictures that do not look like an upright frontal chest film.'
            : 'It does not check that a picture is a chest film: for any other picture its answer means nothing.',
          ...scoreLines(model, figures, {
            labels,
            accuracy: ({ split, right, low, high, n }) =>
              `On “${split}” (n = ${n}): ${right} right, 95 % interval ${low} to ${high}.`,
            label: ({ label, sensitivity, specificity }) =>
              `${label}: sensitivity ${sensitivity}, specificity ${specificity}.`,
          }),
          'In another hospital it can be worse. A clinician must read the film.',
        ].join('\n'),
  privacy: (days) =>
    [
      days === 0
        ? 'Your picture is erased as soon as its answer is recorded.'
        : `Your picture is kept encrypted for ${figures.count(days, { one: '# day', other: '# days' })}, then erased.`,
      'The record keeps the answer, the times and a pseudonym in place of your name. Administrators and reviewers of this installation can see it.',
      'This chat belongs to another company and is not made for health data: remove names from pictures first.',
      '/delete erases your pictures and your link to the records.',
    ].join('\n'),
  chooseLanguage: 'Which language shall I answer in?',
  languageChosen: 'I answer in English from now on.',
  status: ({ ready, waiting, place, seconds }) =>
    [
      ready ? 'Films are being read.' : 'Films cannot be read at the moment; they wait.',
      waiting === 0
        ? 'Nothing is waiting.'
        : `${figures.count(waiting, { one: '# picture waits', other: '# pictures wait' })} in all.`,
      ...(place === null
        ? []
        : [
            `Your next picture is number ${figures.number(place)}${seconds === null ? '' : `, in about ${figures.duration(seconds, SECONDS)}`}.`,
          ]),
    ].join(' '),
  mine: (studies) =>
    studies.length === 0
      ? 'There is no film of yours on the record.'
      : ['Your last films (UTC):', ...studies.map((study) => ownStudyLine(study, figures, said))].join('\n'),
  askDelete:
    'This erases your pictures and cuts your link to their records. The records stay, under a pseudonym that leads to nobody. It cannot be undone.',
  confirmDelete: 'Erase',
  keep: 'Keep',
  deleted: (pictures, studies) =>
    `Done: ${figures.count(pictures, { one: '# picture', other: '# pictures' })} erased, ${figures.count(studies, { one: '# record', other: '# records' })} no longer linked to you.`,
  notDeleted: 'Nothing was erased.',
  queued: (place, seconds) =>
    `Your picture waits: number ${figures.number(place)}, about ${figures.duration(seconds, SECONDS)}.`,
  agree: 'Agree',
  disagree: 'Disagree',
  yourView: 'Your view',
  whichClass: 'What does the film show?',
  verdicts: { ...labels, other: 'Something else' },
  reviewed: (verdict) => `Noted: ${verdict}. Thank you.`,
  changeReview: 'Change',
  askReport: 'PDF report',
  reportCaption: (reference) => `Report on ${reference}`,
  reportNotMade: 'The report could not be made. Please try again later.',
  buttonTooOld: 'This button does not work any more.',
  report: {
    title: 'Report on a chest radiograph',
    received: 'Received',
    answered: 'Answered',
    delivered: 'Delivered',
    notYet: 'Not yet',
    utc: 'All times are UTC.',
    channel: 'Sent through',
    channels: {
      telegram: 'Telegram',
      discord: 'Discord',
      web: 'Web page',
      api: 'Programming interface',
      shell: 'Command line',
    },
    file: 'File',
    pixels: (width, height) => `${width} × ${height} pixels`,
    result: 'Result',
    notAnswered: 'This picture has no answer yet.',
    scores: 'Scores',
    threshold: (percent) => `Threshold ${percent}`,
    picture: 'Picture as received',
    heatmap: 'Heatmap',
    pictureNotKept: 'The picture is not kept.',
    pictureNotShown: 'The picture is kept, but cannot be shown in a report.',
    noHeatmap: 'There is no heatmap.',
    reviews: 'Reviews',
    noReviews: 'Nobody has reviewed this study.',
    review: (verdict, when, agrees) =>
      `${when}: ${verdict}${agrees === null ? '' : agrees ? ' (agrees)' : ' (disagrees)'}`,
    provenance: 'Provenance',
    model: 'Model',
    backend: 'Backend',
    precision: 'Precision',
    preprocessing: 'Preprocessing',
    pictureHash: 'SHA-256 of the picture as received',
    made: (when) => `Made ${when}`,
    page: (number, count) => `Page ${figures.number(number)} of ${figures.number(count)}`,
  },
}
