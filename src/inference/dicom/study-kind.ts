import type { RefusalCode } from '../../core/outcome.js'
import type { DicomHeader } from './header.js'

const list = (terms: string): ReadonlySet<string> => new Set(terms.trim().split(/\s+/))

/**
 * Modalities that are no radiography, by DICOM's defined terms (PS3.3, C.7.3.1.1.1), retired ones included. CR, DX, RG,
 * RF and what says nothing of how a picture was taken (OT, SC, HC, XC, none) are left to the gate, and so is a term
 * that nobody has defined.
 */
const OTHER_MODALITIES = list(`
  CT MR PT NM ST US IVUS BDUS EC DD XA DS CF DF VF AS CD FA FS LP CP CS DM MA MG IO PX BMD OP OPM OPR OPT OPTBSV
  OPTENF OPV OCT OSS IVOCT OAM KER LEN SRF VA AR ES EM GM SM LS TG HD EPS ECG EEG EMG EOG RESP BI PA DMS M3D SEG SR
  KO PR DOC REG RWV FID SMR ANN PLAN POS TEXTUREMAP AU ASMT STAIN CFM RTDOSE RTIMAGE RTPLAN RTRECORD RTSTRUCT RTINTENT
  RTSEGANN CTPROTOCOL`)

/**
 * Body parts that cannot be a chest (PS3.16, annex L, and what devices write). Others go on: the field holds every
 * language and habit, and the gate looks at the picture itself.
 */
const OTHER_BODY_PARTS = list(`
  ABDOMEN ANKLE ARM CALF CALCANEUS CAROTID CSPINE COCCYX CRANIUM EAR ELBOW EXTREMITY EYE FACE FEMUR FIBULA FINGER FOOT
  FOREARM HAND HEAD HEADNECK HIP HUMERUS JAW KIDNEY KNEE LEG LLEG LSPINE LSSPINE LUMBAR MANDIBLE MAXILLA NASAL NECK
  NOSE ORBIT PATELLA PELVIS PENIS PROSTATE RADIUS SACRUM SCALP SELLA SINUS SKULL SSPINE TEETH THIGH THUMB TIBIA TIBIAFIBULA
  TMJ TOE TONGUE TOOTH ULNA UTERUS WRIST BREAST BLADDER ZYGOMA`)

const LATERAL_VIEWS = list('LL RL LAT LATERAL')

/** Why the file itself says that it holds no frontal chest film. Null where it does not say so. */
export function refuseByKind({ modality, bodyPart, view }: DicomHeader): RefusalCode | null {
  if (OTHER_MODALITIES.has(modality)) return 'wrong_modality'
  if (OTHER_BODY_PARTS.has(bodyPart.replaceAll(/[^A-Z]/g, ''))) return 'not_frontal_chest'
  return LATERAL_VIEWS.has(view) ? 'lateral_view' : null
}
