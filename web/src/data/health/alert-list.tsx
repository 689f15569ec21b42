import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import type { QualityAlert } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

/** What looks wrong, and who looks into it. */
export function AlertList({ alerts, label }: { alerts: QualityAlert[]; label: string }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  return (
    <DataTable
      label={label}
      rows={alerts}
      rowKey={(alert) => alert.id}
      columns={[
        {
          key: 'kind',
          title: t('quality.health.what'),
          render: (alert) => (
            <>
              <Mark tone={alert.status === 'open' ? 'look' : 'quiet'}>
                {t(`quality.health.kind.${alert.kind}`)}
              </Mark>{' '}
              {local(alert.text)}
            </>
          ),
        },
        {
          key: 'source',
          title: t('quality.health.source'),
          render: (alert) => (
            <>
              <Go to={`/data/health/${alert.sourceId}`}>{alert.sourceName}</Go>
              {alert.owner ? <div className="faint">{alert.owner}</div> : null}
            </>
          ),
        },
        {
          key: 'since',
          title: t('quality.health.since'),
          render: (alert) => format.dateTime(alert.openedAt),
        },
        { key: 'state', title: t('quality.health.state'), render: (alert) => <State alert={alert} /> },
        {
          key: 'do',
          title: <span className="visually-hidden">{t('quality.health.take')}</span>,
          render: (alert) => <Actions alert={alert} />,
        },
      ]}
    />
  )
}

function State({ alert }: { alert: QualityAlert }) {
  const { t } = useTranslation()
  const format = useFormat()
  const resolved = alert.status === 'resolved'
  const who = resolved ? alert.resolvedBy : alert.acknowledgedBy
  const at = resolved ? alert.resolvedAt : alert.acknowledgedAt
  return (
    <>
      {t(`quality.health.status.${alert.status}`)}
      {alert.status !== 'open' && who && at ? (
        <div className="faint">
          {t('quality.health.by', {
            who: who === 'system' ? t('quality.health.itself') : who,
            at: format.dateTime(at),
          })}
        </div>
      ) : null}
    </>
  )
}

function Actions({ alert }: { alert: QualityAlert }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('imports.run')
  const settle = useWrite('post', '/health-alerts/{id}', ['/health', '/home'])
  if (!may) return null
  const move = async (status: QualityAlert['status']) => {
    try {
      await settle.mutateAsync({ path: { id: alert.id }, body: { status } })
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <span className="row-actions">
      {alert.status === 'open' ? (
        <Button size="small" onClick={() => void move('acknowledged')}>
          {t('quality.health.take')}
        </Button>
      ) : null}
      {alert.status === 'resolved' ? (
        <Button size="small" onClick={() => void move('open')}>
          {t('quality.health.reopen')}
        </Button>
      ) : (
        <Button size="small" onClick={() => void move('resolved')}>
          {t('quality.health.settle')}
        </Button>
      )}
    </span>
  )
}
