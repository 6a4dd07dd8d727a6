import type { Wording } from './wording.js'

export const english: Wording = {
  language: 'en',
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
}
