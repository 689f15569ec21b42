import { useTranslation } from 'react-i18next'

/** From when to when somebody works somewhere, in calendar days; nothing where nobody said. */
export function useStayWords(): (stay: { since: string | null; until: string | null }) => string {
  const { t } = useTranslation()
  return ({ since, until }) => {
    if (since !== null && until !== null) return t('companies.one.fromTo', { from: since, to: until })
    if (until !== null) return t('companies.one.until', { to: until })
    return since === null ? '' : t('companies.one.sinceDay', { day: since })
  }
}
