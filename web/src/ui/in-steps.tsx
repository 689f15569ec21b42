import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../api/hooks.ts'

/** To whoever may not list customers: why counts are round, and some figures are missing. */
export function InSteps() {
  const { t } = useTranslation()
  const countsAll = useMay('customers.read')
  const query = useRead('/privacy/settings', {}, { enabled: !countsAll })
  const k = query.data?.smallestCell ?? 1
  if (countsAll || k < 2) return null
  return <p className="soft">{t('shell.inSteps', { k })}</p>
}
