import type { Child } from 'hono/jsx'

/**
 * The Markdown of a model's card as elements: headings, paragraphs, lists, tables, bold and code, which is all that cards have.
 * Everything else stays text, links and pictures are named and lead nowhere, and no HTML is taken over.
 */
export function ModelCard({ markdown }: { readonly markdown: string }) {
  return (
    <div class="model-card">
      {blocksOf(markdown).map((block) => (
        <Block lines={block} />
      ))}
    </div>
  )
}

/** Runs of lines between empty ones; a heading stands alone, and a list or table begins a block of its own. */
export function blocksOf(markdown: string): readonly (readonly string[])[] {
  const blocks: string[][] = []
  let kind: LineKind = 'empty'
  for (const line of markdown.split(/\r?\n/)) {
    const next = kindOf(line)
    const goesOn =
      kind !== 'empty' && kind !== 'heading' && (next === kind || (next === 'text' && kind === 'item'))
    if (next !== 'empty') {
      if (goesOn) blocks.at(-1)?.push(line)
      else blocks.push([line])
    }
    if (!(goesOn && next === 'text')) kind = next
  }
  return blocks
}

type LineKind = 'empty' | 'heading' | 'item' | 'row' | 'text'

function kindOf(line: string): LineKind {
  if (line.trim() === '') return 'empty'
  if (/^#{1,6} /.test(line)) return 'heading'
  if (/^([-*]|\d{1,3}\.) /.test(line)) return 'item'
  return line.startsWith('|') ? 'row' : 'text'
}

function Block({ lines }: { readonly lines: readonly string[] }) {
  const [first = ''] = lines
  switch (kindOf(first)) {
    case 'heading':
      return <Heading line={first} />
    case 'item':
      return <List lines={lines} />
    case 'row':
      return <Table lines={lines} />
    case 'text':
    case 'empty':
      return first.startsWith('![') ? null : <p>{inline(lines.join(' '))}</p>
  }
}

/** The card's own title is left out: the page has it. Its sections stand one level below the page's. */
function Heading({ line }: { readonly line: string }) {
  const level = line.indexOf(' ')
  const text = inline(line.slice(level + 1))
  if (level === 1) return null
  return level === 2 ? <h3>{text}</h3> : <h4>{text}</h4>
}

function List({ lines }: { readonly lines: readonly string[] }) {
  const items: string[] = []
  for (const line of lines) {
    if (kindOf(line) === 'item') items.push(line.replace(/^([-*]|\d{1,3}\.) /, ''))
    else items.push(`${items.pop() ?? ''} ${line.trim()}`)
  }
  const children = items.map((item) => <li>{inline(item)}</li>)
  return /^\d/.test(lines[0] ?? '') ? <ol>{children}</ol> : <ul>{children}</ul>
}

function Table({ lines }: { readonly lines: readonly string[] }) {
  const rows = lines
    .filter((line) => !/^\|[\s:|-]+$/.test(line))
    .map((line) =>
      line
        .replace(/^\||\|\s*$/g, '')
        .split('|')
        .map((cell) => cell.trim()),
    )
  const [head = [], ...body] = rows
  return (
    <div
      class="scroll"
      tabindex={0}
      role="region"
      aria-label={head.filter((cell) => cell !== '').join(', ') || 'Table'}
    >
      <table class="figures">
        <thead>
          <tr>{head.map((cell) => (cell === '' ? <td /> : <th scope="col">{inline(cell)}</th>))}</tr>
        </thead>
        <tbody>
          {body.map((row) => (
            <tr>
              {row.map((cell, index) =>
                index === 0 ? <th scope="row">{inline(cell)}</th> : <td>{inline(cell)}</td>,
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const INLINE = /(`[^`]+`|\*\*[^*]+\*\*|!?\[[^\]]*\]\([^)]*\))/

function inline(text: string): Child[] {
  return text.split(INLINE).map((part) => {
    if (part.startsWith('`') && part.length > 2) return <code>{part.slice(1, -1)}</code>
    if (part.startsWith('**') && part.length > 4) return <strong>{inline(part.slice(2, -2))}</strong>
    const named = /^!?\[([^\]]*)\]\([^)]*\)$/.exec(part)
    return named ? (named[1] ?? '') : part
  })
}
