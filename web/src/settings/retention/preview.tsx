import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import type { Policy } from './retention-page.tsx'

/** What would go with the period as it stands in the form, asked for by hand: it reads all rows of the kind. */
export function Preview({ kind, days }: { kind: Policy['kind']; days: number | null }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<number | null>(null)
  if (days === null) return <span className="faint">{t('retention.nothingGoes')}</span>
  if (asked === days) return <Counted kind={kind} days={days} />
  return (
    <Button
      size="small"
      aria-label={t('retention.previewOf', { kind: t(`retention.kinds.${kind}`) })}
      onClick={() => setAsked(days)}
    >
      {t('retention.preview')}
    </Button>
  )
}

function Counted({ kind, days }: { kind: Policy['kind']; days: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const problem = useProblemText()
  const query = useRead(
    '/privacy/retention/preview/{kind}',
    { path: { kind }, query: { days } },
    { staleTime: 0 },
  )
  if (query.error) return <span role="alert">{problem(query.error)}</span>
  if (!query.data) return <span className="faint">{t('retention.counting')}</span>
  const { rows, oldest, held, heldPeople } = query.data
  if (held) return <span>{t('retention.allHeld')}</span>
  return (
    <span role="status">
      {t('retention.wouldGo', { count: rows, n: format.integer(rows) })}
      {oldest ? (
        <span className="row-help">{t('retention.oldest', { date: format.date(oldest) })}</span>
      ) : null}
      {heldPeople > 0 ? (
        <span className="row-help">{t('retention.heldPeople', { count: heldPeople })}</span>
      ) : null}
    </span>
  )
}
