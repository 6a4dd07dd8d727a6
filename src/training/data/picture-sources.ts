/** The licence of each source as it was found with the pictures, by the name in the manifest's column `source`. */
const LICENCES: Readonly<Record<string, string>> = {
  seed: 'Kaggle sachinkumar413 (Kermany 2018, children, CC BY 4.0; ieee8023, SIRM, Hannover, Figure1): unstated in the copy used',
  'rtchanon/Machine-Learning-for-COVID-19-detection-from-chest-X-RAYS':
    'COVID-19 Radiography Database (BIMCV, SIRM, ieee8023, CXNet; normals RSNA and Kermany): unstated; upstream asks research use and citation',
  'muhammedtalo/COVID-19':
    'NIH ChestX-ray8, adults, labels text-mined: unstated; NIH gives free use with attribution',
  'hida6/covid-chestxray-dataset': 'ieee8023/covid-chestxray-dataset: per picture, mostly CC BY-NC-SA',
  'armiro/COVID-CXNet': 'CC BY 4.0',
  'lecuong1502/BTL_Machine_Learning': 'Kermany 2018, children: upstream CC BY 4.0',
  'szallik/Neural_networks_binary_classification': 'Kermany 2018, children: upstream CC BY 4.0',
}

/** The licence of a source as found; `unstated` for one that nothing is known of. */
export function licenceOf(source: string): string {
  return LICENCES[source] ?? 'unstated'
}

const KERMANY = ['seed', 'lecuong1502/BTL_Machine_Learning', 'szallik/Neural_networks_binary_classification']

/** What is known to be wrong with the pictures of some sources. */
const NOTES: readonly { readonly sources: readonly string[]; readonly note: string }[] = [
  {
    sources: ['muhammedtalo/COVID-19'],
    note: 'The labels of the NIH films were read from reports by a program: about one pneumonia in eight of them reads as normal elsewhere.',
  },
  {
    sources: KERMANY,
    note: 'Nearly every child comes from one hospital (Kermany 2018), and none of them has COVID: what the network says of COVID in children is unknown.',
  },
  {
    sources: ['seed', 'hida6/covid-chestxray-dataset'],
    note: 'Several sources are for non-commercial use or state no licence: the weights are for research and education.',
  },
  {
    sources: ['seed', 'rtchanon/Machine-Learning-for-COVID-19-detection-from-chest-X-RAYS'],
    note: 'The films were reduced to at most 320 pixels on the longer side before training: what only a full-size film shows was never seen.',
  },
]

/** What is known to be wrong with pictures of these sources, each once. */
export function notesOn(sources: readonly string[]): readonly string[] {
  return NOTES.filter((one) => one.sources.some((source) => sources.includes(source))).map(({ note }) => note)
}
