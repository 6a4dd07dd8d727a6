import { FIGURES } from './figures.js'
import { scoreLines } from './model-scores.js'
import { ownStudyLine } from './own-study.js'
import type { Wording } from './wording.js'

const figures = FIGURES.ar
/** The English name stands beside the Arabic one: it is what clinicians write, and what the scores go by elsewhere. */
const labels = {
  COVID: 'كوفيد (COVID)',
  NORMAL: 'طبيعي (NORMAL)',
  PNEUMONIA: 'التهاب رئوي (PNEUMONIA)',
} as const
/** As they stand after a preposition. */
const SECONDS = {
  seconds: { one: 'ثانية واحدة', two: 'ثانيتين', few: '# ثوانٍ', other: '# ثانية' },
  minutes: { one: 'دقيقة واحدة', two: 'دقيقتين', few: '# دقائق', other: '# دقيقة' },
}
const DAYS = { one: 'يوم واحد', two: 'يومين', few: '# أيام', many: '# يومًا', other: '# يوم' }
const PICTURES = { one: 'صورة واحدة', two: 'صورتان', few: '# صور', other: '# صورة' }
const RECORDS = { one: 'سجل واحد', two: 'سجلان', few: '# سجلات', many: '# سجلًا', other: '# سجل' }
const said = {
  labels,
  uncertain: 'غير مؤكد',
  refused: 'لم تُقرأ',
  fault: 'تعذّرت',
  waiting: 'قيد الانتظار',
}

/** Keeps the slash of a command on its left within a line that runs to the left. */
const command = (text: string): string => `\u200e${text}`
/** Keeps foreign words together, whatever their direction. */
const apart = (text: string): string => `\u2068${text}\u2069`

export const arabic: Wording = {
  language: 'ar',
  languageName: 'العربية',
  direction: 'rtl',
  product: 'ChestCheck',
  disclaimer:
    'للبحث والتعليم ودعم الفرز تحت إشراف طبيب. قد يخطئ البرنامج، ولا يعرف سوى ثلاث فئات: يجب أن يقرأ طبيب هذه الصورة.',
  labels,
  statements: {
    COVID: 'تشبه هذه الصورة أكثر ما تشبه صور كوفيد التي تعلّم منها النموذج.',
    NORMAL: 'تشبه هذه الصورة أكثر ما تشبه الصور الطبيعية التي تعلّم منها النموذج. وهذا لا ينفي وجود مرض.',
    PNEUMONIA: 'تشبه هذه الصورة أكثر ما تشبه صور الالتهاب الرئوي التي تعلّم منها النموذج.',
  },
  uncertain: 'غير مؤكد',
  uncertainAdvice: 'لم تبلغ أي فئة عتبتها. يُرجى عرض هذه الصورة على طبيب لقراءتها.',
  refusals: {
    unsupported_format:
      'هذا الملف ليس صورة يمكن قراءتها. يُرجى إرسال صورة الأشعة صورةً ثابتة واحدة بصيغة JPEG أو PNG أو WebP أو TIFF أو BMP أو DICOM.',
    corrupt_image: 'هذه الصورة تالفة أو غير مكتملة. يُرجى تصديرها من جديد وإرسال الملف الجديد.',
    too_large: 'هذه الصورة كبيرة جدًا. يُرجى إرسال نسخة أصغر من صورة الأشعة.',
    too_small:
      'هذه الصورة أصغر من أن تُقرأ. يُرجى إرسال صورة الأشعة نفسها، بما لا يقل عن 128 بكسل لكل ضلع، لا صورة مصغّرة.',
    not_frontal_chest: 'لا يبدو أن هذه صورة شعاعية أمامية للصدر. يُرجى إرسال صورة صدر بوضعية PA أو AP.',
    lateral_view: 'تبدو هذه صورة جانبية. يُرجى إرسال الصورة الأمامية (PA أو AP).',
    poor_quality: 'جودة هذه الصورة لا تسمح بقراءتها. يُرجى إرسال الملف الأصلي، لا صورة ملتقطة لشاشة.',
    wrong_modality: 'هذه ليست صورة أشعة سينية بسيطة. يُرجى إرسال صورة شعاعية أمامية للصدر.',
    download_failed: 'تعذّر استلام الصورة. يُرجى إرسالها مرة أخرى.',
    not_allowed: `هذه الخدمة بدعوة فقط. يُرجى طلب رمز من المسؤول لديكم وإرساله هكذا: ${command('/join CODE')}`,
    busy: 'عدد الصور في الانتظار كبير الآن. يُرجى إرسال الصورة مرة أخرى بعد قليل.',
    rate_limited: 'أرسلتم صورًا كثيرة في وقت قصير. يُرجى الانتظار قليلًا ثم إرسال الصورة مرة أخرى.',
  },
  turns: {
    inverted: 'وصلت هذه الصورة والأبيض والأسود فيها معكوسان. صُحّح ذلك قبل قراءتها.',
    rotated_90: 'وصلت هذه الصورة مدوّرة ربع دورة إلى اليمين. عُدّلت قبل قراءتها.',
    rotated_180: 'وصلت هذه الصورة مقلوبة رأسًا على عقب. عُدّلت قبل قراءتها.',
    rotated_270: 'وصلت هذه الصورة مدوّرة ربع دورة إلى اليسار. عُدّلت قبل قراءتها.',
  },
  heatmap: (label) =>
    `أين نظر النموذج من أجل ${label}: كلما كان الموضع أكثر سطوعًا وصفرة كان أثره أكبر. هذا يبيّن ما أثّر في النموذج، لا موضع المرض.`,
  retryAfter: (seconds) => `يُرجى إعادة المحاولة بعد نحو ${figures.duration(seconds, SECONDS)}.`,
  fault: 'حدث خلل من جانبنا، ولا علاقة لصورتكم به. يُرجى إبلاغ المسؤول بهذا الرقم المرجعي.',
  reference: (reference) => `الرقم المرجعي ${reference}`,
  model: (model) => `النموذج ${model}`,
  recompressed:
    'أعاد تطبيق المحادثة ضغط هذه الصورة، وقد يغيّر ذلك الدرجات قليلًا. إذا أُرسلت ملفًا وصلت دون تغيير.',
  notChecked: 'لم يُتحقَّق من أن هذه الصورة صورة صدر: إذا كانت أي صورة أخرى فلا معنى لهذه الإجابة.',
  reading: 'تجري قراءة الصورة…',
  start:
    'أرسلوا صورة شعاعية أمامية للصدر، صورةً أو ملفًا. تأتي الإجابة بإحدى الفئات COVID أو NORMAL أو PNEUMONIA مع درجة لكل فئة، أو تبيّن سبب تعذّر القراءة. يُرجى إزالة الأسماء من الصور أولًا: هذه المحادثة غير مخصّصة للبيانات الصحية.',
  help: `أرسلوا صورة شعاعية أمامية واحدة للصدر (PA أو AP) بصيغة JPEG أو PNG أو WebP أو TIFF أو BMP أو DICOM. إذا أُرسلت ملفًا احتفظت بجودتها. إذا كانت لديكم دعوة: ${command('/join CODE')}`,
  askForPicture: 'لا توجد صورة في هذه الرسالة. يُرجى إرسال صورة شعاعية أمامية للصدر.',
  joined: 'أهلًا بكم. يمكنكم الآن إرسال صورة شعاعية للصدر.',
  notJoined: 'هذا الرمز غير صالح أو استُنفد. يُرجى طلب رمز جديد من المسؤول لديكم.',
  commands: {
    start: 'ما الذي يفعله هذا البوت',
    help: 'ماذا ترسلون، وكيف',
    xray: 'قراءة صورة شعاعية أمامية للصدر',
    about: 'ما هو النموذج، وما نتائجه',
    privacy: 'ما الذي يُحفظ، وإلى متى',
    language: 'اختيار لغة الإجابات',
    status: 'هل تُقرأ الصور الآن، وموضعكم في قائمة الانتظار',
    mine: 'آخر صوركم وإجاباتها',
    delete: 'محو صوركم وصلتكم بالسجلات',
    join: 'استخدام رمز دعوة',
  },
  options: {
    picture: 'صورة الأشعة، كملف صورة',
    furtherPicture: 'صورة أخرى',
    onlyForMe: 'أنتم وحدكم ترون الإجابة (مفعّل ما لم توقفوه)',
    code: 'رمز الدعوة الذي تسلّمتموه',
    language: 'اللغة',
    readThis: 'القراءة كصورة صدر',
  },
  about: (model) =>
    model === null
      ? 'لا يوجد نموذج جاهز في الوقت الحالي.'
      : [
          `النموذج ${apart(model.id)}: شبكة من نوع ${apart(model.architecture)} تميّز بين COVID و NORMAL و PNEUMONIA في الصور الشعاعية الأمامية للصدر، ولا شيء غير ذلك.`,
          model.gated
            ? 'قبل الإجابة يرفض الصور التي لا تبدو صورة أمامية للصدر في وضعها الصحيح.'
            : 'لا يتحقق من أن الصورة صورة صدر: إذا كانت أي صورة أخرى فلا معنى لإجابته.',
          ...scoreLines(model, figures, {
            labels,
            accuracy: ({ split, right, low, high, n }) =>
              `على «${apart(split)}» (العدد ${n}): ${right} صحيحة، ومجال 95% من ${low} إلى ${high}.`,
            label: ({ label, sensitivity, specificity }) =>
              `${label}: الحساسية ${sensitivity}، النوعية ${specificity}.`,
          }),
          'قد تكون النتائج أسوأ في مستشفى آخر. يجب أن يقرأ طبيب الصورة.',
        ].join('\n'),
  privacy: (days) =>
    [
      days === 0
        ? 'تُمحى صورتكم فور تسجيل إجابتها.'
        : `تُحفظ صورتكم مشفّرة لمدة ${figures.count(days, DAYS)}، ثم تُمحى.`,
      'يحتفظ السجل بالإجابة والأوقات واسم مستعار بدلًا من اسمكم. ويمكن لمسؤولي هذا النظام ومراجعيه الاطلاع عليه.',
      'تعود هذه المحادثة إلى شركة أخرى وهي غير مخصّصة للبيانات الصحية: يُرجى إزالة الأسماء من الصور أولًا.',
      `الأمر ${command('/delete')} يمحو صوركم وصلتكم بالسجلات.`,
    ].join('\n'),
  chooseLanguage: 'بأي لغة تريدون الإجابات؟',
  languageChosen: 'ستكون الإجابات بالعربية من الآن.',
  status: ({ ready, waiting, place, seconds }) =>
    [
      ready ? 'تُقرأ الصور الآن.' : 'لا يمكن قراءة الصور في الوقت الحالي، وهي في الانتظار.',
      waiting === 0 ? 'لا شيء في الانتظار.' : `في الانتظار إجمالًا: ${figures.count(waiting, PICTURES)}.`,
      ...(place === null
        ? []
        : [
            `ترتيب صورتكم التالية ${figures.number(place)}${seconds === null ? '' : `، بعد نحو ${figures.duration(seconds, SECONDS)}`}.`,
          ]),
    ].join(' '),
  mine: (studies) =>
    studies.length === 0
      ? 'لا توجد في السجل صورة لكم.'
      : ['آخر صوركم (بتوقيت UTC):', ...studies.map((study) => ownStudyLine(study, figures, said))].join('\n'),
  askDelete:
    'هذا يمحو صوركم ويقطع صلتكم بسجلاتها. تبقى السجلات باسم مستعار لا يدل على أحد. لا يمكن التراجع عن ذلك.',
  confirmDelete: 'محو',
  keep: 'إبقاء',
  deleted: (pictures, studies) =>
    `تم. مُحي: ${pictures === 0 ? 'لا صور' : figures.count(pictures, PICTURES)}. لم يعد مرتبطًا بكم: ${studies === 0 ? 'لا سجلات' : figures.count(studies, RECORDS)}.`,
  notDeleted: 'لم يُمحَ شيء.',
  queued: (place, seconds) =>
    `صورتكم في الانتظار: الترتيب ${figures.number(place)}، نحو ${figures.duration(seconds, SECONDS)}.`,
  agree: 'أوافق',
  disagree: 'لا أوافق',
  yourView: 'رأيك',
  whichClass: 'ماذا تُظهر الصورة؟',
  verdicts: { ...labels, other: 'شيء آخر' },
  reviewed: (verdict) => `سُجّل: ${verdict}. شكرًا لكم.`,
  changeReview: 'تغيير',
  askReport: 'تقرير PDF',
  reportCaption: (reference) => `تقرير عن ${reference}`,
  reportNotMade: 'تعذّر إعداد التقرير. يُرجى المحاولة لاحقًا.',
  buttonTooOld: 'لم يعد هذا الزر يعمل.',
  report: {
    title: 'تقرير عن صورة شعاعية للصدر',
    received: 'وقت الاستلام',
    answered: 'وقت الإجابة',
    delivered: 'وقت تسليم الإجابة',
    notYet: 'ليس بعد',
    utc: 'جميع الأوقات بتوقيت UTC.',
    channel: 'أُرسلت عبر',
    channels: {
      telegram: 'Telegram',
      discord: 'Discord',
      web: 'صفحة الويب',
      api: 'واجهة برمجية',
      shell: 'سطر الأوامر',
    },
    file: 'الملف',
    pixels: (width, height) => `${apart(`${width} × ${height}`)} بكسل`,
    result: 'النتيجة',
    notAnswered: 'ليس لهذه الصورة إجابة بعد.',
    scores: 'الدرجات',
    threshold: (percent) => `العتبة ${percent}`,
    picture: 'الصورة كما استُلمت',
    heatmap: 'الخريطة الحرارية',
    pictureNotKept: 'الصورة غير محفوظة.',
    pictureNotShown: 'الصورة محفوظة، لكن لا يمكن عرضها في تقرير.',
    noHeatmap: 'لا توجد خريطة حرارية.',
    reviews: 'المراجعات',
    noReviews: 'لم يراجع أحد هذه الدراسة.',
    review: (verdict, when, agrees) =>
      `${apart(when)}: ${verdict}${agrees === null ? '' : agrees ? ' (موافق)' : ' (غير موافق)'}`,
    provenance: 'المصدر',
    model: 'النموذج',
    backend: 'محرك الحساب',
    precision: 'دقة الأرقام',
    preprocessing: 'المعالجة المسبقة',
    pictureHash: 'بصمة SHA-256 للصورة كما استُلمت',
    made: (when) => `أُعدّ في ${apart(when)}`,
    page: (number, count) => `صفحة ${figures.number(number)} من ${figures.number(count)}`,
  },
}
