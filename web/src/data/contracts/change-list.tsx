import { useTranslation } from 'react-i18next'
import type { ContractChange } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'

/** What differs between two versions, and which of it breaks. */
export function ChangeList({ changes }: { changes: ContractChange[] }) {
  const { t } = useTranslation()
  return (
    <ul className="stack-tight">
      {changes.map((change) => (
        <li key={`${change.field} ${change.what}`}>
          <Mark tone={change.breaking ? 'look' : 'quiet'}>
            {t(change.breaking ? 'quality.contracts.breakingMark' : 'quality.contracts.compatibleMark')}
          </Mark>{' '}
          {t('quality.contracts.changed', {
            field: change.field === '' ? t('quality.contracts.what.freshness') : change.field,
            what: t(`quality.contracts.what.${change.what}`),
            before: change.before || t('quality.contracts.nothing'),
            after: change.after || t('quality.contracts.nothing'),
          })}
        </li>
      ))}
    </ul>
  )
}
