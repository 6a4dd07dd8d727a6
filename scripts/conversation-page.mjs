// A conversation with a bot as a page in the look of its platform, for pictures in docs/. Everything is in the page: it loads nothing.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** @typedef {import('./conversation-page.d.mts').ShownMessage} ShownMessage */

const fonts = [
  ['@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2', 400],
  ['@fontsource/noto-sans/files/noto-sans-latin-600-normal.woff2', 600],
  ['@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff2', 400],
]

/**
 * @param {import('./conversation-page.d.mts').ConversationPage} page
 * @returns {string} a whole HTML page; its `main` is what to take the picture of
 */
export function conversationPage(page) {
  const chats = 'chats' in page ? page.chats : [{ title: page.title, messages: page.messages }]
  const draw = page.platform === 'telegram' ? telegramMessage : discordMessage
  const columns = chats.map(
    ({ title, messages }) =>
      `<section><header><span class="face">${escape(title.slice(0, 1))}</span><b>${escape(title)}</b></header><ol>${messages.map(draw).join('')}</ol></section>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Conversation</title><style>${fontFaces()}${SHARED}${page.platform === 'telegram' ? TELEGRAM : DISCORD}</style></head><body><main>${columns.join('')}</main></body></html>`
}

/** @param {ShownMessage} message */
function telegramMessage(message) {
  const { from, edited = false } = message
  if (from === 'time') return `<li class="time">${escape(message.text)}</li>`
  const inside = [
    replyOf(message),
    picturesOf(message),
    fileOf(message),
    message.caption ? `<p>${escape(message.caption)}</p>` : '',
    message.text ? `<p>${escape(message.text)}</p>` : '',
    edited ? '<time>edited</time>' : '',
  ]
  return `<li class="${from}"${directionOf(message)}><div class="bubble">${inside.join('')}</div>${buttonsOf(message)}</li>`
}

/** @param {ShownMessage} message */
function discordMessage(message) {
  const { from, name = '', onlyForYou = false } = message
  if (from === 'time') return `<li class="time">${escape(message.text)}</li>`
  const inside = [
    `<h3>${escape(name)}${from === 'bot' ? '<span class="app">APP</span>' : ''}</h3>`,
    message.text ? `<p>${escape(message.text)}</p>` : '',
    picturesOf(message),
    message.caption ? `<p class="caption">${escape(message.caption)}</p>` : '',
    fileOf(message),
    buttonsOf(message),
    onlyForYou ? '<p class="only">Only you can see this</p>' : '',
  ]
  return `<li class="${from}${onlyForYou ? ' quiet' : ''}"${directionOf(message)}>${replyOf(message)}<span class="face">${escape(name.slice(0, 1))}</span><div class="bubble">${inside.join('')}</div></li>`
}

/** @param {ShownMessage} message */
const directionOf = ({ direction }) => (direction === undefined ? '' : ` dir="${direction}"`)

/** @param {ShownMessage} message */
const replyOf = ({ reply }) => (reply ? `<blockquote>${escape(reply)}</blockquote>` : '')

/** @param {ShownMessage} message */
function picturesOf({ pictures = [] }) {
  if (pictures.length === 0) return ''
  const drawn = pictures.map((address) => `<img alt="" src="${escape(address)}">`)
  return `<div class="pictures${pictures.length > 1 ? ' several' : ''}">${drawn.join('')}</div>`
}

/** @param {ShownMessage} message */
function fileOf({ file }) {
  if (!file) return ''
  const size = `${Math.max(1, Math.round(file.bytes / 1024))} kB`
  return `<div class="file"><i>${escape(file.name.split('.').at(-1)?.toUpperCase() ?? '')}</i><span><b>${escape(file.name)}</b>${size}</span></div>`
}

/** @param {ShownMessage} message */
function buttonsOf({ buttons = [] }) {
  const rows = buttons.map(
    (row) => `<div>${row.map((text) => `<span>${escape(text)}</span>`).join('')}</div>`,
  )
  return rows.length === 0 ? '' : `<div class="buttons">${rows.join('')}</div>`
}

/** @param {string} text */
const escape = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function fontFaces() {
  const { resolve } = createRequire(import.meta.url)
  const faces = fonts.map(([file, weight]) => {
    const bytes = readFileSync(resolve(String(file))).toString('base64')
    const range = String(file).includes('arabic') ? 'unicode-range:U+0600-06FF,U+FE70-FEFF;' : ''
    return `@font-face{font-family:Chat;font-weight:${weight};${range}src:url(data:font/woff2;base64,${bytes})}`
  })
  return faces.join('')
}

const SHARED = `
*{box-sizing:border-box;margin:0}
body{font:14px/1.4 Chat,'DejaVu Sans',sans-serif}
main{display:inline-flex;gap:16px;align-items:stretch}
section{display:flex;flex-direction:column}
header{display:flex;align-items:center;gap:10px;padding:10px 14px}
ol{list-style:none;padding:12px;display:flex;flex-direction:column;gap:8px;flex:1}
p{white-space:pre-wrap;overflow-wrap:anywhere}
img{display:block;width:100%}
.face{flex:none;width:34px;height:34px;border-radius:50%;display:grid;place-items:center;color:#fff;font-weight:600}
.several{display:grid;grid-template-columns:1fr 1fr;gap:2px}
.file{display:flex;gap:10px;align-items:center}.file b{display:block}.file i{display:grid;place-items:center;color:#fff;font:600 11px Chat}
`

const TELEGRAM = `
main{background:#dfe5ea;padding:16px}
section{width:372px;border-radius:14px;overflow:hidden;background:linear-gradient(160deg,#d4dfb4,#a9c9a4 50%,#c3d9a9)}
header{background:#fff;border-bottom:1px solid #d7dbe0}.face{background:#3d8ee0}
li{max-width:86%;display:flex;flex-direction:column;gap:3px}
li.person{align-self:flex-end}li.bot{align-self:flex-start}
.bubble{background:#fff;border-radius:13px;padding:7px 10px;box-shadow:0 1px 1px #0002;overflow:hidden;position:relative}
li.person .bubble{background:#effdde}
.pictures{margin:-7px -10px 6px}.pictures:last-child{margin-bottom:-7px}
time{display:block;text-align:end;font-size:11px;color:#8a9aa5;line-height:1}
li.time{align-self:center;background:#5f7f5bb8;color:#fff;border-radius:12px;padding:2px 12px;font-size:12.5px;margin:6px}
blockquote{border-inline-start:3px solid #3d8ee0;background:#3d8ee014;border-radius:4px;padding:2px 8px;margin-bottom:5px;font-size:12.5px;color:#35597c;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.pictures+p{padding-top:2px}blockquote+.pictures{margin-top:0}
.buttons{display:flex;flex-direction:column;gap:3px}.buttons div{display:flex;gap:3px}
.buttons span{flex:1;text-align:center;background:#5f7f5bb8;color:#fff;border-radius:8px;padding:7px 4px;font-size:13px}
.file{margin-bottom:3px}.file i{flex:none;width:42px;height:42px;border-radius:50%;background:#3d8ee0}
`

const DISCORD = `
body{color:#dbdee1}main{background:#1e1f22;padding:16px}
section{width:560px;border-radius:8px;background:#313338;overflow:hidden}
header{border-bottom:1px solid #1f2023;font-size:15px}header .face{background:#5865f2}
ol{gap:14px;padding:16px}
li{display:grid;grid-template-columns:42px 1fr;gap:2px 12px}
li .face{background:#80848e;width:40px;height:40px;grid-column:1}li.bot .face{background:#5865f2}
li.time{display:block;text-align:center;color:#949ba4;font-size:12.5px}
li.quiet{background:#5865f21a;border-inline-start:3px solid #5865f2;margin:0 -16px;padding:8px 16px}
h3{font-size:14px;font-weight:600;color:#f2f3f5}.app{background:#5865f2;border-radius:3px;font-size:10px;padding:1px 4px;margin-inline-start:6px}
blockquote{grid-column:1/-1;font-size:12.5px;color:#b5bac1;padding-inline-start:54px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.pictures{max-width:300px;border-radius:8px;overflow:hidden;margin-top:6px}.caption,.only{font-size:12.5px;color:#b5bac1;margin-top:4px}
.buttons{display:flex;flex-direction:column;gap:8px;margin-top:8px}.buttons div{display:flex;gap:8px;flex-wrap:wrap}
.buttons span{background:#4e5058;color:#fff;border-radius:4px;padding:6px 14px;font-size:13.5px}
.file{background:#2b2d31;border:1px solid #3f4147;border-radius:8px;padding:10px;margin-top:6px;max-width:340px}.file i{flex:none;width:26px;height:34px;border-radius:3px;background:#80848e}
`
