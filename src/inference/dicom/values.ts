import type { Element } from './elements.js'

/** The first of the values of a text, without its padding; empty where there is none. */
export function text(element: Element | undefined): string {
  if (element === undefined) return ''
  // What is read here is at most 64 letters of ASCII.
  const letters = Buffer.from(element.value.subarray(0, 64)).toString('latin1')
  return (letters.split('\\')[0] ?? '').replaceAll('\0', '').trim()
}

/** The numbers of a decimal or integer text (DS, IS); those that are none are left out. */
export function decimals(element: Element | undefined): number[] {
  if (element === undefined) return []
  return Buffer.from(element.value.subarray(0, 256))
    .toString('latin1')
    .split('\\')
    .map((part) => part.replaceAll('\0', '').trim())
    .filter((part) => part !== '')
    .map(Number)
    .filter(Number.isFinite)
}

/** The first of the 16-bit numbers of an element (US, SS). */
export function word(element: Element | undefined, signed = false): number | undefined {
  return element === undefined || element.value.byteLength < 2 ? undefined : words(element, signed)[0]
}

/** The 16-bit numbers of an element, in the byte order of its data set. */
export function words(element: Element, signed: false): Uint16Array
export function words(element: Element, signed: boolean): Uint16Array | Int16Array
export function words({ value, encoding }: Element, signed: boolean): Uint16Array | Int16Array {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  const numbers = signed ? new Int16Array(value.byteLength >> 1) : new Uint16Array(value.byteLength >> 1)
  for (let index = 0; index < numbers.length; index += 1) {
    numbers[index] = view.getUint16(index * 2, !encoding.bigEndian)
  }
  return numbers
}
