import { useParams } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useRefresh, useWrite } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go, useGo } from '../../ui/go.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { ChangeList } from './change-list.tsx'
import { ContractEditor } from './editor.tsx'
import { useSubject } from './subject.ts'

const refreshEveryMs = 5_000

/** One contract: its rules, what broke it, and its versions. */
export function ContractPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const refresh = useRefresh()
  const subject = useSubject()
  const { id } = useParams({ strict: false }) as { id: string }
  // What breaks it is counted while it comes in.
  const query = useRead('/contracts/{id}', { path: { id } }, { refetchInterval: refreshEveryMs })
  return (
    <Loaded query={query} where={t('quality.contracts.title')} height={480}>
      {(contract) => (
        <Page
          title={t('quality.contracts.edit', { subject: subject(contract.subject) })}
          answers={
            <>
              {contract.sourceName} · {t('quality.contracts.version')} {contract.version} ·{' '}
              {t('quality.contracts.checked')} {format.integer(contract.checked)} ·{' '}
              {t('quality.contracts.violations')} {format.integer(contract.violations)}
            </>
          }
          back={{ to: '/data/contracts', label: t('quality.contracts.title') }}
          actions={<End id={id} subject={subject(contract.subject)} />}
        >
          <ContractEditor
            key={contract.version}
            start={contract}
            onSaved={() => void refresh('/contracts')}
          />
          <Part
            title={t('quality.contracts.broken')}
            actions={
              contract.quarantined > 0 ? (
                <>
                  <Go to={`/data/sources/${contract.sourceId}`}>{t('quality.contracts.look')}</Go>
                  <Replay id={id} />
                </>
              ) : null
            }
          >
            {contract.broken.length === 0 ? (
              <p className="soft">{t('quality.contracts.notBroken')}</p>
            ) : (
              <DataTable
                label={t('quality.contracts.broken')}
                rows={contract.broken}
                rowKey={(row) => `${row.version} ${row.rule} ${row.field}`}
                columns={[
                  {
                    key: 'field',
                    title: t('quality.contracts.field'),
                    render: (row) => <code>{row.field}</code>,
                  },
                  {
                    key: 'rule',
                    title: t('quality.contracts.violations'),
                    render: (row) => t(`quality.contracts.rule.${row.rule as 'type'}`),
                  },
                  {
                    key: 'version',
                    title: t('quality.contracts.version'),
                    figure: true,
                    render: (row) => row.version,
                  },
                  {
                    key: 'rows',
                    title: t('quality.contracts.came'),
                    figure: true,
                    render: (row) => format.integer(row.rows),
                  },
                ]}
              />
            )}
          </Part>
          <Part title={t('quality.contracts.versions')}>
            <DataTable
              label={t('quality.contracts.versions')}
              rows={contract.versions}
              rowKey={(row) => String(row.version)}
              columns={[
                { key: 'version', title: t('quality.contracts.version'), render: (row) => row.version },
                {
                  key: 'when',
                  title: t('quality.contracts.when'),
                  render: (row) => format.dateTime(row.createdAt),
                },
                { key: 'who', title: t('quality.contracts.who'), render: (row) => row.createdBy },
                {
                  key: 'changes',
                  title: t('quality.contracts.changes'),
                  render: (row) =>
                    row.changes.length === 0 ? (
                      <span className="faint">{t('quality.contracts.first')}</span>
                    ) : (
                      <>
                        {row.changes.length > 1 ? (
                          <Mark tone={row.compatible ? 'good' : 'look'}>
                            {t(
                              row.compatible
                                ? 'quality.contracts.compatibleMark'
                                : 'quality.contracts.breakingMark',
                            )}
                          </Mark>
                        ) : null}
                        <ChangeList changes={row.changes} />
                      </>
                    ),
                },
              ]}
            />
          </Part>
        </Page>
      )}
    </Loaded>
  )
}

function Replay({ id }: { id: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('imports.run')
  const replay = useWrite('post', '/contracts/{id}/replay', ['/contracts', '/sources', '/health'])
  if (!may) return null
  const run = async () => {
    try {
      const { stored, kept } = await replay.mutateAsync({ path: { id } })
      void message.success(t('quality.contracts.replayed', { stored, kept }))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Button size="small" loading={replay.isPending} onClick={() => void run()}>
      {t('quality.contracts.replay')}
    </Button>
  )
}

function End({ id, subject }: { id: string; subject: string }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const go = useGo()
  const may = useMay('settings.manage')
  const end = useWrite('delete', '/contracts/{id}')
  const refresh = useRefresh()
  if (!may) return null
  const ask = () =>
    modal.confirm({
      icon: null,
      title: t('quality.contracts.deleteAsk', { subject }),
      content: t('quality.contracts.deleteText'),
      okText: t('quality.contracts.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await end.mutateAsync({ path: { id } })
          go('/data/contracts')
          await refresh('/contracts')
        } catch (error) {
          void message.error(problem(error))
        }
      },
    })
  return <Button onClick={ask}>{t('quality.contracts.delete')}</Button>
}
