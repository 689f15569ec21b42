import { useQuery } from '@tanstack/react-query'
import { Button, Popover } from 'antd'
import { useTranslation } from 'react-i18next'
import { call } from '../api/client.ts'
import { useCatchUp, useFreshness } from '../api/freshness.ts'
import { useRead } from '../api/hooks.ts'
import { ErrorState, Loading } from '../ui/states.tsx'
import { useFormat } from '../ui/use-format.ts'

/** A light that says whether figures are as new as the data; the exact times open on click. */
export function FreshnessLight() {
  const { t } = useTranslation()
  const { data, state } = useFreshness()
  useCatchUp(data)
  if (!data) return null
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      getPopupContainer={(trigger) => trigger.parentElement ?? document.body}
      title={t('shell.freshness')}
      content={<Times />}
    >
      <Button
        type="text"
        className="light-button"
        aria-label={`${t('shell.freshness')}: ${t(`shell.${state}`)}`}
      >
        <span className={`light light-${state}`} aria-hidden="true" />
        <span className="light-word">{t(`shell.${state}`)}</span>
      </Button>
    </Popover>
  )
}

function Times() {
  const { t } = useTranslation()
  const format = useFormat()
  const fresh = useRead('/freshness').data
  const status = useQuery({ queryKey: ['status'], queryFn: () => call('get', '/api/status') })
  if (status.error) return <ErrorState error={status.error} onRetry={() => void status.refetch()} />
  if (!fresh || !status.data) return <Loading height={160} />
  const s = status.data
  const running = (ok: boolean) => (ok ? t('shell.ok') : t('shell.notOk'))
  const rows = [
    [t('shell.newestOrder'), format.dateTime(fresh.newestOrderAt)],
    [t('shell.newestImport'), format.dateTime(fresh.newestImportAt)],
    [t('shell.features'), format.dateTime(fresh.featuresAt)],
    [t('shell.now'), format.dateTime(fresh.now)],
    [t('shell.warehouse'), `${running(s.warehouse.ok)} · ${s.warehouse.version}`],
    [t('shell.ledger'), `${running(s.ledger.ok)} · ${s.ledger.version}`],
    [
      t('shell.mail'),
      `${running(s.mail.ok)} · ${s.mail.mode === 'catcher' ? t('shell.mailCatcher') : t('shell.mailSmtp')}`,
    ],
  ]
  return (
    <div className="times">
      <dl className="pairs">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="faint">{t('shell.zone', { zone: format.timeZone })}</p>
    </div>
  )
}
