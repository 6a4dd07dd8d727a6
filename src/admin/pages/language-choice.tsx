import { LANGUAGE_FIELD } from '../page-language.js'
import type { Site } from '../web.js'

/** The picker of the page's language: a form that needs no script. Nothing on pages that are in English alone. */
export function LanguageChoice({ site }: { readonly site: Site }) {
  const { picker, wording, web, names } = site
  if (picker === null) return null
  return (
    <form class="languages" method="get" action={picker.path}>
      {picker.kept.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <label for="language">{web.frame.language}</label>
      <select id="language" name={LANGUAGE_FIELD} autocomplete="off">
        {picker.languages.map((language) => (
          <option value={language} lang={language} selected={language === wording.language}>
            {names[language].languageName}
          </option>
        ))}
      </select>
      <button class="button button-quiet" type="submit">
        {web.frame.changeLanguage}
      </button>
    </form>
  )
}
