type Name = readonly [mark: RegExp, name: string]

/** The first that fits counts: browsers name those that they descend from as well. */
const BROWSERS: readonly Name[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(HeadlessChrome|Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
]

const SYSTEMS: readonly Name[] = [
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b/, 'iPhone'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** A browser by its `User-Agent`, in words of ours alone: whatever it claims, nothing of its text is shown. */
export function describeDevice(userAgent: string): string {
  const nameIn = (names: readonly Name[]): string | null =>
    names.find(([mark]) => mark.test(userAgent))?.[1] ?? null
  const [browser, system] = [nameIn(BROWSERS), nameIn(SYSTEMS)]
  if (browser !== null && system !== null) return `${browser} on ${system}`
  return browser ?? (system === null ? 'Unknown browser' : `A browser on ${system}`)
}
