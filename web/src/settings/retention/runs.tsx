import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

const everyMs = 2_000

/** What was removed when; and, for who may, removing now. */
export function Runs() {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('privacy.handle')
  const policies = useRead('/privacy/retention').data?.items ?? []
  const query = useRead('/privacy/retention/runs', {}, { refetchInterval: everyMs })
  const start = useWrite('post', '/privacy/retention/run', ['/privacy', '/audit'])
  const kinds = policies.filter(({ days }) => days !== null).map(({ kind }) => kind)
  const running = query.data?.running ?? null
  const run = async () => {
    try {
      await start.mutateAsync({ body: { kinds } })
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Part
      title={t('retention.runs')}
      note={
        running
          ? t('retention.running', {
              done: format.integer(running.done),
              total: format.integer(running.total ?? 0),
            })
          : t('retention.runsNote')
      }
      actions={
        may ? (
          <Popconfirm
            title={t('retention.runTitle')}
            description={t('retention.runHelp', {
              kinds: kinds.map((kind) => t(`retention.kinds.${kind}`)).join(' · '),
            })}
            okText={t('retention.run')}
            onConfirm={() => run()}
            disabled={kinds.length === 0}
          >
            <Button size="small" disabled={kinds.length === 0 || running !== null} loading={start.isPending}>
              {t('retention.run')}
            </Button>
          </Popconfirm>
        ) : null
      }
    >
      <Loaded query={query} where={t('retention.runs')} height={120}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t('retention.noRuns')}</p>
          ) : (
            <DataTable
              label={t('retention.runs')}
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                {
                  key: 'at',
                  title: t('retention.col.at'),
                  render: ({ startedAt }) => <span className="unbroken">{format.dateTime(startedAt)}</span>,
                },
                {
                  key: 'kind',
                  title: t('retention.col.kind'),
                  render: ({ kind }) => t(`retention.kinds.${kind}`),
                },
                {
                  key: 'before',
                  title: t('retention.col.before'),
                  render: ({ cutoff }) => <span className="unbroken">{format.date(cutoff)}</span>,
                },
                {
                  key: 'cause',
                  title: t('retention.col.cause'),
                  render: ({ cause }) => t(`retention.causes.${cause}`),
                },
                {
                  key: 'state',
                  title: t('privacy.col.state'),
                  render: ({ state, heldPeople }) => (
                    <>
                      {t(`retention.states.${state}`)}
                      {heldPeople > 0 ? (
                        <span className="row-help">{t('retention.heldPeople', { count: heldPeople })}</span>
                      ) : null}
                    </>
                  ),
                },
                {
                  key: 'n',
                  title: t('retention.col.rows'),
                  figure: true,
                  render: ({ found }) => format.integer(found),
                },
              ]}
            />
          )
        }
      </Loaded>
      <Sums />
    </Part>
  )
}

/** What was counted before it went, so that it can be told how much there was. */
function Sums() {
  const { t } = useTranslation()
  const format = useFormat()
  const items = useRead('/privacy/retention/sums').data?.items ?? []
  if (items.length === 0) return null
  return (
    <>
      <h3>{t('retention.sums')}</h3>
      <DataTable
        label={t('retention.sums')}
        rows={items}
        rowKey={({ kind, month }) => `${kind}/${month}`}
        columns={[
          { key: 'month', title: t('retention.col.month'), render: ({ month }) => month.slice(0, 7) },
          { key: 'kind', title: t('retention.col.kind'), render: ({ kind }) => t(`retention.kinds.${kind}`) },
          {
            key: 'n',
            title: t('retention.col.rows'),
            figure: true,
            render: ({ rows }) => format.integer(rows),
          },
        ]}
      />
    </>
  )
}
