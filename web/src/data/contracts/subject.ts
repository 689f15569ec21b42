import { useTranslation } from 'react-i18next'

/** The name of an event, or that it is the rows of a table. */
export function useSubject(): (subject: string) => string {
  const { t } = useTranslation()
  return (subject) => (subject === 'rows' ? t('quality.contracts.rows') : subject)
}
