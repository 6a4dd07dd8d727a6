import type { WebWording } from '../web-wording.js'

export const englishWeb: WebWording = {
  frame: {
    skip: 'Skip to content',
    navigation: 'Main',
    readFilm: 'Read a film',
    studies: 'Studies',
    signIn: 'Sign in',
    signOut: 'Sign out',
    roles: { admin: 'admin', reviewer: 'reviewer', auditor: 'auditor', staff: 'staff' },
    language: 'Language',
    changeLanguage: 'Change',
  },
  home: {
    title: 'Chest radiograph screening',
    headline: 'A first look at a chest film, in seconds',
    lead: (product, { COVID, NORMAL, PNEUMONIA }) =>
      `${product} reads a frontal chest radiograph and answers ${COVID}, ${NORMAL} or ${PNEUMONIA} with a score for each, or says in plain words why it could not. Every answer goes on a record that your administrators can read.`,
    noAccountNeeded: 'No account is needed here.',
    accountNeeded: 'This server is for people with an account.',
    modelStarts: 'The model is starting.',
    exampleAlt: 'Drawing of a frontal chest film',
    exampleNote: 'An answer as it looks. The film is a drawing and the numbers are made up.',
    how: {
      title: 'How to use it',
      names: {
        title: 'Take the names off',
        text: 'Crop or cover name, date of birth and number. The film alone is enough.',
      },
      send: {
        title: 'Send the frontal film',
        text: (size) =>
          `One PA or AP view as JPEG, PNG, WebP, TIFF, BMP or DICOM, up to ${size}. The exported file is better than a photograph of a screen.`,
      },
      read: {
        title: 'Read the answer with a clinician',
        text: 'You get a label, three scores and a reference to quote, or a sentence that says what to send instead.',
      },
      doors:
        'The same reader answers here, in Telegram and Discord where your administrator connected them, and on the command line.',
    },
    limits: {
      title: 'What it cannot do',
      wrong: {
        title: 'It can be wrong',
        text: 'A score is how much the film looks like those the model learned from, not the chance of an illness.',
      },
      classes: {
        title: 'It knows three classes',
        text: 'A fracture, a tumour or a misplaced tube still gets one of the three labels. NORMAL rules nothing out.',
      },
      gated: {
        title: 'It can take another picture for a chest film',
        text: 'What does not look like an upright frontal chest film is turned away. Now and then one gets through, and then its label means nothing.',
      },
      ungated: {
        title: 'It does not yet check that it sees a chest',
        text: 'This version has no test for that. A hand, a side view or a holiday photograph gets a label too, and the label means nothing.',
      },
      chats: {
        title: 'Chats are not made for health data',
        text: 'Telegram and Discord keep what is sent to them, and neither promises the care that health data asks for. Send only films that show no name.',
      },
    },
  },
  upload: {
    title: 'Read a film',
    lead: 'One frontal chest radiograph (PA or AP). The answer takes a few seconds.',
    choose: 'Choose a picture',
    dropOrPaste: 'or drop it here, or paste it. Several at once are fine.',
    formats: (size) => `JPEG, PNG, WebP, TIFF, BMP or DICOM, up to ${size}`,
    pictures: 'Pictures',
    namesOff: 'Please take names and dates of birth off first.',
    ungated:
      'The model that runs here does not check that a picture is a chest film: it reads whatever you send as if it were one.',
    chooseFirst: 'Please choose a picture first.',
    send: { one: 'Read the film', other: 'Read # films' },
    pasted: 'Pasted picture',
    remove: 'Remove',
    removeFile: 'Remove {name}',
    progressOf: 'Progress of {name}',
    openAnswerFor: 'Open the answer for {name}',
    open: 'Open',
  },
  result: {
    filmAlt: 'The film as it was received',
    heatmapAlt: 'The heatmap over the film',
    notThereYet: 'The answer is not there yet.',
    lookAgain: 'Look again',
    readAnother: 'Read another film',
    openRecord: 'Open the record',
    backToUpload: 'Back to the upload',
    notRead: 'Not read',
    ourFailure: 'Our failure',
    received: (when) => `Received ${when} UTC`,
    thresholdFor: (label, percent) => `Threshold for ${label}: ${percent}`,
    absent: {
      never_taken: 'No picture was taken in.',
      erased: 'The picture is no longer kept.',
      missing: 'The picture is no longer kept.',
      altered:
        'The kept picture is not what was received, so it is not shown. Please tell your administrator.',
      not_a_picture: 'What was received is no picture of a kind that is read here, so it is not shown.',
    },
    notDrawn: 'Browsers do not draw pictures of this kind.',
    download: 'Download the picture',
  },
  signIn: {
    title: 'Sign in',
    email: 'E-mail',
    password: 'Password',
    accountsAreMade: 'Accounts are made by your administrator.',
    noAccountYet:
      'No account exists yet. Open the one-time link that the program printed when it started: it makes the first administrator.',
    wrong: 'E-mail and password do not fit together. Please try again.',
    disabled: 'This account is disabled. Please ask your administrator.',
    tooMany: 'Too many tries.',
    first: 'Please sign in first.',
    secondStep: {
      title: 'Confirm it is you',
      lead: 'The password is right. This account also asks for a code.',
      code: 'Code',
      hint: 'Six digits from your authenticator app, or one of your backup codes.',
      trust: 'Do not ask for a code on this browser for 30 days. Only on a device that nobody else uses.',
      confirm: 'Confirm',
      wrong: 'This code is not right, or it was used already. Please wait for the next one and try again.',
      expired: 'That took too long, or too many codes were wrong. Please sign in again.',
      startAgain: 'Start again',
      lost: 'No app and no backup code at hand? An administrator can reset the second step.',
    },
  },
  messages: {
    toStart: 'To the start page',
    notFound: { title: 'Nothing here', text: 'There is no such page, or it is not yours to see.' },
    broken: 'Something broke',
    foreignForm: {
      title: 'Not sent from here',
      text: 'This form came from another page, so nothing was changed. Please open the page here and try again.',
    },
    longForm: { title: 'Too long', text: 'This form was longer than any form of ours.' },
    notForThisAccount: {
      title: 'Not for this account',
      text: 'The dashboard is for administrators, reviewers and auditors. Your account can send films and read their answers.',
    },
  },
}
