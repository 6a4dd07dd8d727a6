import { basename } from 'node:path'
import type { MadeFilm } from '../sample-films.js'

/** The README.md beside made films: what they are, how they were made, and the check against patients. */
export function describeFilms(films: readonly MadeFilm[], population: string, call: string): string {
  const rows = films.map(
    ({ label, file, n, candidates, distance }) =>
      `| ![${label}](${basename(file)}) | \`${basename(file)}\` | ${label} | ${n} of ${candidates} | ${distance.film.toFixed(3)} | ${distance.patientsMedian.toFixed(3)} | ${distance.patientsHighest.toFixed(3)} | ${distance.pictures} |`,
  )
  return `# Films that belong to nobody

These films are **made**: no patient was ever in front of the detector. They are here so that a newcomer, a screenshot and a
test have something to send. Each says so in its lower left corner and in the comment of the file. They prove that the program
runs, never that a model is right.

| | file | class | pictures in the model | likest patient | between patients, middle | between patients, highest | patients' pictures compared |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

## How they were made

\`\`\`
${call}
\`\`\`

For each class, training pictures (\`split\` = train, ${population}s) were laid over one another so that ribs, heart and
diaphragm meet, and their gray values and their shapes were each reduced to a mean and its leading principal components. A film is
the mean with random weights on those components, in a random shape of the same kind, with fine grain.

No patient's picture is reproduced: "likest patient" is the highest correlation of detail, once one is laid over the other, between the
film and any training picture of its class and population; copies and crops of one picture reach 0.78 and more. The columns beside it are the same figure for real patients, each
against the likest picture of another patient: a film that repeated somebody would stand far above them.

## Provenance

The models were made of adult chest radiographs from public sets (COVID-19 Radiography Database, NIH ChestX-ray8, ieee8023
covid-chestxray-dataset, COVID-CXNet and others). Several of them ask for research use and attribution or state no licence: these
films are for research, education and testing.
`
}
