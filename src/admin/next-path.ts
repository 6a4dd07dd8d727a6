/**
 * Where to go after sign-in, from the address: a path of this server, or null. What a browser could read as
 * another host (`//host`, a backslash, a control character before the slashes) counts as nothing.
 */
export function localPath(text: string | undefined): string | null {
  // eslint-disable-next-line no-control-regex -- control characters are what must be kept out
  if (text === undefined || !text.startsWith('/') || /[\\\u0000-\u0020\u007f]/.test(text)) return null
  const base = 'http://local.invalid'
  if (!URL.canParse(text, base)) return null
  const { origin, pathname, search } = new URL(text, base)
  return origin === base && !pathname.startsWith('//') ? `${pathname}${search}` : null
}
