import type { OwnStudy, Wording } from './wording.js'

export const english: Wording = {
  language: 'en',
  languageName: 'English',
  direction: 'ltr',
  product: 'ChestCheck',
  disclaimer:
    'For research, education and triage under a clinician. It can be wrong, and it knows only three classes: a clinician must read the film.',
  labels: { COVID: 'COVID', NORMAL: 'NORMAL', PNEUMONIA: 'PNEUMONIA' },
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
  retryAfter: (seconds) => `Try again in about ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
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
          `Model ${model.id}, a ${model.architecture} network that tells COVID, NORMAL and PNEUMONIA apart on frontal chest films, and nothing else.`,
          ...model.metrics.map(
            ({ split, accuracy }) =>
              `On ${split}: ${(accuracy.value * 100).toFixed(1)} % right (95 % interval ${(accuracy.low * 100).toFixed(1)} to ${(accuracy.high * 100).toFixed(1)}, n = ${accuracy.n}).`,
          ),
          'In another hospital it can be worse. A clinician must read the film.',
        ].join('\n'),
  privacy: (days) =>
    [
      days === 0
        ? 'Your picture is erased as soon as its answer is recorded.'
        : `Your picture is kept encrypted for ${days} ${days === 1 ? 'day' : 'days'}, then erased.`,
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
        : `${waiting} ${waiting === 1 ? 'picture waits' : 'pictures wait'} in all.`,
      ...(place === null
        ? []
        : [`Your next picture is number ${place}${seconds === null ? '' : `, in about ${seconds} s`}.`]),
    ].join(' '),
  mine: (studies) =>
    studies.length === 0
      ? 'There is no film of yours on the record.'
      : ['Your last films (UTC):', ...studies.map(ownStudy)].join('\n'),
  askDelete:
    'This erases your pictures and cuts your link to their records. The records stay, under a pseudonym that leads to nobody. It cannot be undone.',
  confirmDelete: 'Erase',
  keep: 'Keep',
  deleted: (pictures, studies) =>
    `Done: ${pictures} ${pictures === 1 ? 'picture' : 'pictures'} erased, ${studies} ${studies === 1 ? 'record' : 'records'} no longer linked to you.`,
  notDeleted: 'Nothing was erased.',
  queued: (place, seconds) => `Your picture waits: number ${place}, about ${seconds} s.`,
  agree: 'Agree',
  disagree: 'Disagree',
  whichClass: 'What does the film show?',
  verdicts: { COVID: 'COVID', NORMAL: 'NORMAL', PNEUMONIA: 'PNEUMONIA', other: 'Something else' },
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
    channel: 'Sent through',
    file: 'File',
    result: 'Result',
    scores: 'Scores',
    threshold: (percent) => `Threshold ${percent}`,
    picture: 'Picture as received',
    heatmap: 'Heatmap',
    pictureNotKept: 'The picture is not kept.',
    reviews: 'Reviews',
    noReviews: 'Nobody has reviewed this study.',
    provenance: 'Provenance',
    pictureHash: 'SHA-256 of the picture as received',
    made: (when) => `Made ${when}`,
    page: (number, count) => `Page ${number} of ${count}`,
  },
}

function ownStudy({ reference, receivedAt, outcome }: OwnStudy): string {
  const when = receivedAt.toISOString().slice(0, 16).replace('T', ' ')
  const what = {
    finding: (label: string) => label,
    uncertain: () => 'not sure',
    refused: () => 'not read',
    fault: () => 'failed',
  }
  const said =
    outcome === null ? 'waiting' : what[outcome.kind](outcome.kind === 'finding' ? outcome.label : '')
  return `${when}  ${reference}  ${said}`
}
