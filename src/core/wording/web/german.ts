import type { WebWording } from '../web-wording.js'

export const germanWeb: WebWording = {
  frame: {
    skip: 'Zum Inhalt springen',
    navigation: 'Hauptnavigation',
    readFilm: 'Aufnahme lesen',
    studies: 'Untersuchungen',
    signIn: 'Anmelden',
    signOut: 'Abmelden',
    roles: { admin: 'Administration', reviewer: 'Begutachtung', auditor: 'Revision', staff: 'Personal' },
    language: 'Sprache',
    changeLanguage: 'Wechseln',
  },
  home: {
    title: 'Lesen von Thoraxaufnahmen',
    headline: 'Ein erster Blick auf die Thoraxaufnahme, in Sekunden',
    lead: (product, { COVID, NORMAL, PNEUMONIA }) =>
      `${product} liest eine frontale Röntgenaufnahme des Thorax und antwortet mit ${COVID}, ${NORMAL} oder ${PNEUMONIA} und einem Wert für jede Klasse, oder sagt in klaren Worten, warum es nicht ging. Jede Antwort wird in einem Verzeichnis festgehalten, das Ihre Administration lesen kann.`,
    noAccountNeeded: 'Hier ist kein Konto nötig.',
    accountNeeded: 'Dieser Server ist für Personen mit einem Konto.',
    modelStarts: 'Das Modell startet gerade.',
    exampleAlt: 'Zeichnung einer frontalen Thoraxaufnahme',
    exampleNote: 'So sieht eine Antwort aus. Die Aufnahme ist gezeichnet, und die Zahlen sind erfunden.',
    how: {
      title: 'So wird es benutzt',
      names: {
        title: 'Namen entfernen',
        text: 'Schneiden oder decken Sie Name, Geburtsdatum und Nummer ab. Die Aufnahme allein genügt.',
      },
      send: {
        title: 'Die frontale Aufnahme senden',
        text: (size) =>
          `Eine Aufnahme p.-a. oder a.-p. als JPEG, PNG, WebP, TIFF, BMP oder DICOM, bis ${size}. Die exportierte Datei ist besser als ein Foto des Bildschirms.`,
      },
      read: {
        title: 'Die Antwort ärztlich beurteilen',
        text: 'Sie erhalten eine Klasse, drei Werte und eine Referenz zum Angeben, oder einen Satz, der sagt, was Sie stattdessen senden können.',
      },
      doors:
        'Dasselbe Programm antwortet hier, in Telegram und Discord, wenn Ihre Administration sie verbunden hat, und auf der Kommandozeile.',
    },
    limits: {
      title: 'Was es nicht kann',
      wrong: {
        title: 'Es kann sich irren',
        text: 'Ein Wert sagt, wie sehr die Aufnahme denen ähnelt, mit denen das Modell gelernt hat, nicht wie wahrscheinlich eine Erkrankung ist.',
      },
      classes: {
        title: 'Es kennt drei Klassen',
        text: 'Auch ein Bruch, ein Tumor oder eine Fehllage eines Tubus bekommt eine der drei Klassen. NORMAL schließt nichts aus.',
      },
      gated: {
        title: 'Es kann ein anderes Bild für eine Thoraxaufnahme halten',
        text: 'Was nicht wie eine aufrechte frontale Thoraxaufnahme aussieht, wird abgewiesen. Hin und wieder kommt ein Bild durch, und dann bedeutet seine Klasse nichts.',
      },
      ungated: {
        title: 'Es prüft noch nicht, ob es einen Thorax sieht',
        text: 'Diese Version hat dafür keine Prüfung. Auch eine Hand, eine seitliche Aufnahme oder ein Urlaubsfoto bekommt eine Klasse, und sie bedeutet nichts.',
      },
      chats: {
        title: 'Chats sind nicht für Gesundheitsdaten gemacht',
        text: 'Telegram und Discord behalten, was man ihnen sendet, und keiner der beiden verspricht die Sorgfalt, die Gesundheitsdaten verlangen. Senden Sie nur Aufnahmen, auf denen kein Name zu sehen ist.',
      },
    },
  },
  upload: {
    title: 'Aufnahme lesen',
    lead: 'Eine frontale Röntgenaufnahme des Thorax (p.-a. oder a.-p.). Die Antwort dauert einige Sekunden.',
    choose: 'Bild auswählen',
    dropOrPaste: 'oder hier ablegen oder einfügen. Auch mehrere auf einmal.',
    formats: (size) => `JPEG, PNG, WebP, TIFF, BMP oder DICOM, bis ${size}`,
    pictures: 'Bilder',
    namesOff: 'Bitte entfernen Sie zuerst Namen und Geburtsdaten.',
    ungated:
      'Das Modell, das hier läuft, prüft nicht, ob ein Bild eine Thoraxaufnahme ist: Es liest alles, was Sie senden, als wäre es eine.',
    chooseFirst: 'Bitte wählen Sie zuerst ein Bild aus.',
    send: { one: 'Aufnahme jetzt lesen', other: '# Aufnahmen lesen' },
    pasted: 'Eingefügtes Bild',
    remove: 'Entfernen',
    removeFile: '{name} entfernen',
    progressOf: 'Fortschritt von {name}',
    openAnswerFor: 'Antwort zu {name} öffnen',
    open: 'Öffnen',
  },
  result: {
    filmAlt: 'Die Aufnahme, wie sie empfangen wurde',
    heatmapAlt: 'Das Wärmebild über der Aufnahme',
    notThereYet: 'Die Antwort ist noch nicht da.',
    lookAgain: 'Noch einmal nachsehen',
    readAnother: 'Weitere Aufnahme lesen',
    openRecord: 'Eintrag öffnen',
    backToUpload: 'Zurück zum Senden',
    notRead: 'Nicht gelesen',
    ourFailure: 'Fehler bei uns',
    received: (when) => `Empfangen am ${when} UTC`,
    thresholdFor: (label, percent) => `Schwellenwert für ${label}: ${percent}`,
    absent: {
      never_taken: 'Es wurde kein Bild angenommen.',
      erased: 'Das Bild wird nicht mehr aufbewahrt.',
      missing: 'Das Bild wird nicht mehr aufbewahrt.',
      altered:
        'Das aufbewahrte Bild ist nicht das empfangene und wird deshalb nicht gezeigt. Bitte sagen Sie Ihrer Administration Bescheid.',
      not_a_picture:
        'Was empfangen wurde, ist kein Bild einer Art, die hier gelesen wird, und wird deshalb nicht gezeigt.',
    },
    notDrawn: 'Browser zeigen Bilder dieser Art nicht an.',
    download: 'Bild herunterladen',
  },
  signIn: {
    title: 'Anmelden',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    accountsAreMade: 'Konten legt Ihre Administration an.',
    noAccountYet:
      'Es gibt noch kein Konto. Öffnen Sie den Einmal-Link, den das Programm beim Start ausgegeben hat: Er legt die erste Administration an.',
    wrong: 'E-Mail-Adresse und Passwort passen nicht zusammen. Bitte versuchen Sie es noch einmal.',
    disabled: 'Dieses Konto ist gesperrt. Bitte wenden Sie sich an Ihre Administration.',
    tooMany: 'Zu viele Versuche.',
    first: 'Bitte melden Sie sich zuerst an.',
    secondStep: {
      title: 'Bitte bestätigen Sie, dass Sie es sind',
      lead: 'Das Passwort stimmt. Dieses Konto verlangt außerdem einen Code.',
      code: 'Prüfcode',
      hint: 'Sechs Ziffern aus Ihrer Authentifizierungs-App oder einer Ihrer Ersatzcodes.',
      trust:
        'In diesem Browser 30 Tage lang nicht nach einem Code fragen. Nur auf einem Gerät, das niemand sonst benutzt.',
      confirm: 'Bestätigen',
      wrong:
        'Dieser Code stimmt nicht oder wurde schon benutzt. Bitte warten Sie auf den nächsten und versuchen Sie es noch einmal.',
      expired:
        'Das hat zu lange gedauert, oder zu viele Codes waren falsch. Bitte melden Sie sich noch einmal an.',
      startAgain: 'Von vorn beginnen',
      lost: 'Weder App noch Ersatzcode zur Hand? Ein Administrator kann den zweiten Schritt zurücksetzen.',
    },
  },
  messages: {
    toStart: 'Zur Startseite',
    notFound: {
      title: 'Hier ist nichts',
      text: 'Diese Seite gibt es nicht, oder sie ist nicht für Sie bestimmt.',
    },
    broken: 'Etwas ist fehlgeschlagen',
    foreignForm: {
      title: 'Nicht von hier gesendet',
      text: 'Dieses Formular kam von einer anderen Seite, deshalb wurde nichts geändert. Bitte öffnen Sie die Seite hier und versuchen Sie es noch einmal.',
    },
    longForm: { title: 'Zu lang', text: 'Dieses Formular war länger als jedes von unseren.' },
    notForThisAccount: {
      title: 'Nicht für dieses Konto',
      text: 'Die Übersicht ist für Administration, Begutachtung und Revision. Mit Ihrem Konto können Sie Aufnahmen senden und die Antworten lesen.',
    },
  },
}
