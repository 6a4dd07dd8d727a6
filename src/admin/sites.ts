import { WEB_WORDINGS } from '../core/wording/web-languages.js'
import { languagePicker, pageLanguage } from './page-language.js'
import type { AppParts, Site, WebContext } from './web.js'

/** What pages draw themselves with, in the language of each. */
export interface Sites {
  /** Of a page for everybody, in the language of who asks. */
  of(c: WebContext): Site
  /** Of the dashboard, which is in English. */
  readonly dashboard: Site
}

export function createSites(
  { wordings, access, reader, demo = false }: Pick<AppParts, 'wordings' | 'access' | 'reader' | 'demo'>,
  asset: Site['asset'],
): Sites {
  const shared = { access, asset, demo, gated: () => reader.status().gated }
  return {
    of(c) {
      const language = pageLanguage(c)
      return {
        ...shared,
        wording: wordings[language],
        web: WEB_WORDINGS[language],
        names: wordings,
        picker: languagePicker(c),
      }
    },
    dashboard: { ...shared, wording: wordings.en, web: WEB_WORDINGS.en, names: wordings, picker: null },
  }
}
