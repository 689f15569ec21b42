import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useReason } from './words.tsx'

/** A source that breaks its contract fills it while somebody looks. */
const refreshEveryMs = 5_000
/** What is not to be seen as it was, once an event has left the quarantine. */
const stale = ['/sources', '/contracts', '/health']

interface Kept {
  id: string
  type: string
  field: string
  message: string
  contract: { id: string; subject: string; version: number } | null
  raw: string
}

/** Events that were not accepted, each with its reason; they can be repaired here and sent again. */
export function Quarantine({ sourceId }: { sourceId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const reason = useReason()
  const count = useCountWords()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const list = usePages(
    '/sources/{id}/quarantine',
    { path: { id: sourceId } },
    { refetchInterval: refreshEveryMs },
  )
  const discard = useWrite('delete', '/sources/{id}/quarantine/{event}', stale)
  const [repairing, setRepairing] = useState<Kept | null>(null)
  const ask = (row: Kept) =>
    modal.confirm({
      icon: null,
      title: t('sources.discardAsk'),
      content: t('sources.discardText'),
      okText: t('sources.discard'),
      okButtonProps: { danger: true },
      onOk: () =>
        discard.mutateAsync({ path: { id: sourceId, event: row.id } }).then(
          () => undefined,
          (error: unknown) => void message.error(problem(error)),
        ),
    })
  return (
    <Part title={t('sources.quarantine')} note={count(list)}>
      <Paged
        list={list}
        where={t('sources.quarantine')}
        height={160}
        empty={{ title: t('sources.quarantineEmpty'), help: t('sources.quarantineEmptyHelp') }}
      >
        {(items) => (
          <DataTable
            label={t('sources.quarantine')}
            rows={items}
            rowKey={(row) => row.id}
            columns={[
              { key: 'at', title: t('sources.at'), render: (row) => format.dateTime(row.receivedAt) },
              { key: 'event', title: t('sources.event'), render: (row) => nameOf(row) || '–' },
              {
                key: 'reason',
                title: t('sources.reason'),
                render: (row) => (
                  <>
                    {reason(row.field, row.message)}
                    {row.contract ? (
                      <div>
                        <Go to={`/data/contracts/${row.contract.id}`} className="above">
                          {t('quality.contracts.by', {
                            subject: row.contract.subject,
                            version: row.contract.version,
                          })}
                        </Go>
                      </div>
                    ) : null}
                  </>
                ),
              },
              {
                key: 'do',
                title: <span className="visually-hidden">{t('sources.repair')}</span>,
                figure: true,
                render: (row) => (
                  <>
                    <Button size="small" onClick={() => setRepairing(row)}>
                      {t('sources.repair')}
                    </Button>{' '}
                    <Button size="small" onClick={() => ask(row)}>
                      {t('sources.discard')}
                    </Button>
                  </>
                ),
              },
            ]}
          />
        )}
      </Paged>
      {repairing ? <Repair sourceId={sourceId} kept={repairing} onClose={() => setRepairing(null)} /> : null}
    </Part>
  )
}

function Repair({ sourceId, kept, onClose }: { sourceId: string; kept: Kept; onClose: () => void }) {
  const { t } = useTranslation()
  const reason = useReason()
  const { message } = App.useApp()
  const problem = useProblemText()
  const replay = useWrite('post', '/sources/{id}/quarantine/{event}/replay', stale)
  const [raw, setRaw] = useState(() => indented(kept.raw))
  const [failure, setFailure] = useState('')
  const send = async () => {
    try {
      const { stored } = await replay.mutateAsync({ path: { id: sourceId, event: kept.id }, body: { raw } })
      void message.success(t(stored ? 'sources.replayed' : 'sources.replayedBefore'))
      onClose()
    } catch (error) {
      setFailure(problem(error))
    }
  }
  return (
    <Modal
      open
      width={720}
      title={t('sources.repairTitle')}
      okText={t('sources.replay')}
      okButtonProps={{ loading: replay.isPending, disabled: raw.trim() === '' }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <p>{reason(kept.field, kept.message)}</p>
      <Field label={t('sources.json')}>
        <Input.TextArea
          className="code"
          autoSize={{ minRows: 8, maxRows: 20 }}
          value={raw}
          onChange={(event) => setRaw(event.target.value)}
        />
      </Field>
      {failure === '' ? null : (
        <div className="notice notice-look" role="alert">
          <p>{failure}</p>
        </div>
      )}
    </Modal>
  )
}

/** What the sender calls the event, where it says so; else its type. */
function nameOf({ raw, type }: Kept): string {
  try {
    const event: unknown = JSON.parse(raw)
    if (typeof event !== 'object' || event === null || !('event' in event)) return type
    return typeof event.event === 'string' && event.event !== '' ? event.event : type
  } catch {
    return type
  }
}

/** One field a line; what is no JSON stays as it is. */
function indented(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2)
  } catch {
    return raw
  }
}
