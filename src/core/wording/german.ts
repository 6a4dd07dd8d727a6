import { FIGURES } from './figures.js'
import { scoreLines } from './model-scores.js'
import { ownStudyLine } from './own-study.js'
import type { Wording } from './wording.js'

const figures = FIGURES.de
const labels = { COVID: 'COVID', NORMAL: 'NORMAL', PNEUMONIA: 'PNEUMONIE' } as const
const SECONDS = {
  seconds: { one: '# Sekunde', other: '# Sekunden' },
  minutes: { one: '# Minute', other: '# Minuten' },
}
const said = {
  labels,
  uncertain: 'unsicher',
  refused: 'nicht gelesen',
  fault: 'fehlgeschlagen',
  waiting: 'wartet',
}

export const german: Wording = {
  language: 'de',
  languageName: 'Deutsch',
  direction: 'ltr',
  product: 'ChestCheck',
  disclaimer:
    'Für Forschung, Lehre und Unterstützung der Triage unter ärztlicher Aufsicht. Das Programm kann sich irren und kennt nur drei Klassen: Die Aufnahme muss ärztlich befundet werden.',
  labels,
  statements: {
    COVID: 'Das Bild ähnelt am meisten den COVID-Aufnahmen, mit denen das Modell gelernt hat.',
    NORMAL:
      'Das Bild ähnelt am meisten den unauffälligen Aufnahmen, mit denen das Modell gelernt hat. Eine Erkrankung ist damit nicht ausgeschlossen.',
    PNEUMONIA: 'Das Bild ähnelt am meisten den Pneumonie-Aufnahmen, mit denen das Modell gelernt hat.',
  },
  uncertain: 'Unsicher',
  uncertainAdvice:
    'Keine Klasse hat ihren Schwellenwert erreicht. Bitte lassen Sie diese Aufnahme ärztlich befunden.',
  refusals: {
    unsupported_format:
      'Diese Datei ist kein lesbares Bild. Bitte senden Sie die Aufnahme als ein einzelnes Standbild in JPEG, PNG, WebP, TIFF, BMP oder DICOM.',
    corrupt_image:
      'Dieses Bild ist beschädigt oder unvollständig. Bitte exportieren Sie es noch einmal und senden Sie die neue Datei.',
    too_large: 'Dieses Bild ist zu groß. Bitte senden Sie eine kleinere Kopie der Aufnahme.',
    too_small:
      'Dieses Bild ist zu klein, um gelesen zu werden. Bitte senden Sie die Aufnahme selbst, mindestens 128 Pixel je Seite, kein Vorschaubild.',
    not_frontal_chest:
      'Das sieht nicht wie eine frontale Thoraxaufnahme aus. Bitte senden Sie eine Thoraxaufnahme p.-a. oder a.-p.',
    lateral_view:
      'Das sieht wie eine seitliche Aufnahme aus. Bitte senden Sie die frontale Aufnahme (p.-a. oder a.-p.).',
    poor_quality:
      'Die Qualität dieses Bildes reicht zum Lesen nicht aus. Bitte senden Sie die Originaldatei, kein Foto eines Bildschirms.',
    wrong_modality:
      'Das ist keine konventionelle Röntgenaufnahme. Bitte senden Sie eine frontale Röntgenaufnahme des Thorax.',
    download_failed: 'Das Bild konnte nicht abgerufen werden. Bitte senden Sie es noch einmal.',
    not_allowed:
      'Dieser Dienst ist nur auf Einladung zugänglich. Bitten Sie Ihre Administration um einen Code und senden Sie ihn mit /join CODE.',
    busy: 'Im Moment warten zu viele Bilder. Bitte senden Sie es etwas später noch einmal.',
    rate_limited:
      'Sie haben in kurzer Zeit viele Bilder gesendet. Bitte warten Sie etwas und senden Sie das Bild noch einmal.',
  },
  turns: {
    inverted:
      'Bei dieser Aufnahme waren Schwarz und Weiß vertauscht. Das wurde vor dem Lesen richtiggestellt.',
    rotated_90:
      'Diese Aufnahme kam um eine Vierteldrehung nach rechts gedreht an. Sie wurde vor dem Lesen aufgerichtet.',
    rotated_180: 'Diese Aufnahme kam auf dem Kopf stehend an. Sie wurde vor dem Lesen aufgerichtet.',
    rotated_270:
      'Diese Aufnahme kam um eine Vierteldrehung nach links gedreht an. Sie wurde vor dem Lesen aufgerichtet.',
  },
  heatmap: (label) =>
    `Wohin das Modell für ${label} gesehen hat: Je heller und gelber eine Stelle, desto mehr zählte sie. Das zeigt, was das Modell bewegt hat, nicht wo eine Erkrankung ist.`,
  retryAfter: (seconds) => `Versuchen Sie es in etwa ${figures.duration(seconds, SECONDS)} noch einmal.`,
  fault:
    'Bei uns ist ein Fehler aufgetreten; an Ihrem Bild liegt es nicht. Bitte nennen Sie der Administration diese Referenz.',
  reference: (reference) => `Referenz ${reference}`,
  model: (model) => `Modell ${model}`,
  recompressed:
    'Der Chat hat dieses Bild neu komprimiert, was die Werte etwas verändern kann. Als Datei gesendet kommt es unverändert an.',
  notChecked:
    'Ob dieses Bild eine Thoraxaufnahme ist, wurde nicht geprüft: Bei jedem anderen Bild bedeutet die Antwort nichts.',
  reading: 'Die Aufnahme wird gelesen …',
  start:
    'Senden Sie eine frontale Röntgenaufnahme des Thorax als Foto oder Datei. Ich antworte mit COVID, NORMAL oder PNEUMONIE und einem Wert für jede Klasse, oder ich sage, warum ich sie nicht lesen konnte. Bitte entfernen Sie zuerst Namen aus den Bildern: Dieser Chat ist nicht für Gesundheitsdaten gemacht.',
  help: 'Senden Sie eine frontale Röntgenaufnahme des Thorax (p.-a. oder a.-p.) als JPEG, PNG, WebP, TIFF, BMP oder DICOM. Als Datei gesendet behält sie ihre Qualität. Wenn Sie eine Einladung erhalten haben: /join CODE.',
  askForPicture:
    'In dieser Nachricht ist kein Bild. Bitte senden Sie eine frontale Röntgenaufnahme des Thorax.',
  joined: 'Willkommen. Sie können jetzt eine Thoraxaufnahme senden.',
  notJoined:
    'Dieser Code ist ungültig oder aufgebraucht. Bitte bitten Sie Ihre Administration um einen neuen.',
  commands: {
    start: 'Was dieser Bot tut',
    help: 'Was Sie senden können, und wie',
    xray: 'Eine frontale Röntgenaufnahme des Thorax lesen',
    about: 'Was das Modell ist, und wie gut es abgeschnitten hat',
    privacy: 'Was gespeichert wird, und wie lange',
    language: 'Sprache der Antworten wählen',
    status: 'Ob gerade Aufnahmen gelesen werden, und Ihr Platz in der Warteschlange',
    mine: 'Ihre letzten Aufnahmen und die Antworten',
    delete: 'Ihre Bilder und Ihre Verbindung zu den Einträgen löschen',
    join: 'Einen Einladungscode einlösen',
  },
  options: {
    picture: 'Die Aufnahme als Bilddatei',
    furtherPicture: 'Eine weitere Aufnahme',
    onlyForMe: 'Nur Sie sehen die Antwort (an, solange Sie es nicht ausschalten)',
    code: 'Der Einladungscode, den Sie erhalten haben',
    language: 'Die Sprache',
    readThis: 'Als Thoraxaufnahme lesen',
  },
  about: (model) =>
    model === null
      ? 'Im Moment ist kein Modell bereit.'
      : [
          `Modell ${model.id}: ein Netz der Bauart ${model.architecture}, das auf frontalen Thoraxaufnahmen COVID, NORMAL und PNEUMONIE unterscheidet und sonst nichts.`,
          model.gated
            ? 'Bevor es antwortet, weist es Bilder ab, die nicht wie eine aufrechte frontale Thoraxaufnahme aussehen.'
            : 'Es prüft nicht, ob ein Bild eine Thoraxaufnahme ist: Bei jedem anderen Bild bedeutet seine Antwort nichts.',
          ...scoreLines(model, figures, {
            labels,
            accuracy: ({ split, right, low, high, n }) =>
              `Auf „${split}“ (n = ${n}): ${right} richtig, 95-%-Intervall ${low} bis ${high}.`,
            label: ({ label, sensitivity, specificity }) =>
              `${label}: Sensitivität ${sensitivity}, Spezifität ${specificity}.`,
          }),
          'In einem anderen Krankenhaus kann es schlechter sein. Die Aufnahme muss ärztlich befundet werden.',
        ].join('\n'),
  privacy: (days) =>
    [
      days === 0
        ? 'Ihr Bild wird gelöscht, sobald die Antwort verzeichnet ist.'
        : `Ihr Bild wird ${figures.count(days, { one: '# Tag', other: '# Tage' })} lang verschlüsselt aufbewahrt und dann gelöscht.`,
      'Der Eintrag behält die Antwort, die Zeiten und ein Pseudonym anstelle Ihres Namens. Administration und Begutachtende dieser Installation können ihn sehen.',
      'Dieser Chat gehört einem anderen Unternehmen und ist nicht für Gesundheitsdaten gemacht: Entfernen Sie zuerst Namen aus den Bildern.',
      '/delete löscht Ihre Bilder und Ihre Verbindung zu den Einträgen.',
    ].join('\n'),
  chooseLanguage: 'In welcher Sprache soll ich antworten?',
  languageChosen: 'Ich antworte ab jetzt auf Deutsch.',
  status: ({ ready, waiting, place, seconds }) =>
    [
      ready ? 'Aufnahmen werden gelesen.' : 'Im Moment können keine Aufnahmen gelesen werden; sie warten.',
      waiting === 0
        ? 'Es wartet nichts.'
        : `Insgesamt: ${figures.count(waiting, { one: '# Bild wartet', other: '# Bilder warten' })}.`,
      ...(place === null
        ? []
        : [
            `Ihr nächstes Bild ist Nummer ${figures.number(place)}${seconds === null ? '' : `, in etwa ${figures.duration(seconds, SECONDS)}`}.`,
          ]),
    ].join(' '),
  mine: (studies) =>
    studies.length === 0
      ? 'Von Ihnen ist keine Aufnahme verzeichnet.'
      : ['Ihre letzten Aufnahmen (UTC):', ...studies.map((study) => ownStudyLine(study, figures, said))].join(
          '\n',
        ),
  askDelete:
    'Das löscht Ihre Bilder und trennt Ihre Verbindung zu den Einträgen. Die Einträge bleiben unter einem Pseudonym, das zu niemandem führt. Das kann nicht rückgängig gemacht werden.',
  confirmDelete: 'Löschen',
  keep: 'Behalten',
  deleted: (pictures, studies) =>
    `Erledigt: ${figures.count(pictures, { one: '# Bild gelöscht', other: '# Bilder gelöscht' })}, ${figures.count(studies, { one: '# Eintrag ist', other: '# Einträge sind' })} nicht mehr mit Ihnen verbunden.`,
  notDeleted: 'Es wurde nichts gelöscht.',
  queued: (place, seconds) =>
    `Ihr Bild wartet: Nummer ${figures.number(place)}, etwa ${figures.duration(seconds, SECONDS)}.`,
  agree: 'Stimme zu',
  disagree: 'Stimme nicht zu',
  yourView: 'Ihre Sicht',
  whichClass: 'Was zeigt die Aufnahme?',
  verdicts: { ...labels, other: 'Etwas anderes' },
  reviewed: (verdict) => `Notiert: ${verdict}. Danke.`,
  changeReview: 'Ändern',
  askReport: 'PDF-Bericht',
  reportCaption: (reference) => `Bericht zu ${reference}`,
  reportNotMade: 'Der Bericht konnte nicht erstellt werden. Bitte versuchen Sie es später noch einmal.',
  buttonTooOld: 'Dieser Knopf funktioniert nicht mehr.',
  report: {
    title: 'Bericht zu einer Röntgenaufnahme des Thorax',
    received: 'Empfangen',
    answered: 'Beantwortet',
    delivered: 'Zugestellt',
    notYet: 'Noch nicht',
    utc: 'Alle Zeiten sind UTC.',
    channel: 'Gesendet über',
    channels: {
      telegram: 'Telegram',
      discord: 'Discord',
      web: 'Webseite',
      api: 'Programmierschnittstelle',
      shell: 'Kommandozeile',
    },
    file: 'Datei',
    pixels: (width, height) => `${width} × ${height} Pixel`,
    result: 'Ergebnis',
    notAnswered: 'Zu diesem Bild gibt es noch keine Antwort.',
    scores: 'Werte',
    threshold: (percent) => `Schwellenwert ${percent}`,
    picture: 'Bild wie empfangen',
    heatmap: 'Wärmebild des Modells',
    pictureNotKept: 'Das Bild ist nicht aufbewahrt.',
    pictureNotShown: 'Das Bild ist aufbewahrt, lässt sich aber in einem Bericht nicht zeigen.',
    noHeatmap: 'Es gibt kein Wärmebild.',
    reviews: 'Begutachtungen',
    noReviews: 'Niemand hat diese Untersuchung begutachtet.',
    review: (verdict, when, agrees) =>
      `${when}: ${verdict}${agrees === null ? '' : agrees ? ' (stimmt zu)' : ' (stimmt nicht zu)'}`,
    provenance: 'Herkunft',
    model: 'Modell',
    backend: 'Rechenwerk',
    precision: 'Rechengenauigkeit',
    preprocessing: 'Vorverarbeitung',
    pictureHash: 'SHA-256 des Bildes wie empfangen',
    made: (when) => `Erstellt am ${when}`,
    page: (number, count) => `Seite ${figures.number(number)} von ${figures.number(count)}`,
  },
}
