import { App, Button, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { Letters } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

type Waiting = Letters['waiting'][number]
const levels = ['person', 'household', 'area'] as const

/** Letters by campaign that no batch holds yet. */
export function WaitingPart({ now }: { now: Letters }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [closing, setClosing] = useState<Waiting | null>(null)
  return (
    <Part title={t('letters.waiting')}>
      {now.waiting.length === 0 ? (
        <EmptyState title={t('letters.nothing')}>{t('letters.nothingHelp')}</EmptyState>
      ) : (
        <DataTable
          label={t('letters.waiting')}
          rows={now.waiting}
          rowKey={(row) => row.campaignId}
          linkOf={(row) => `/campaigns/${row.campaignId}`}
          columns={[
            {
              key: 'campaign',
              title: t('letters.col.campaign'),
              render: (row) => (
                <>
                  {row.campaignName}{' '}
                  {row.isPaused ? <Mark tone="look">{t('campaignStatus.paused')}</Mark> : null}
                </>
              ),
            },
            {
              key: 'waiting',
              title: t('letters.col.waiting'),
              figure: true,
              render: (row) => format.integer(row.letters),
            },
            {
              key: 'close',
              title: <span className="visually-hidden">{t('letters.close')}</span>,
              figure: true,
              render: (row) => (
                <Button
                  size="small"
                  type="primary"
                  disabled={!now.hasReturnAddress || now.isStopped || row.isPaused || now.taskId !== null}
                  aria-label={t('letters.closeOf', { name: row.campaignName })}
                  onClick={() => setClosing(row)}
                >
                  {t('letters.close')}
                </Button>
              ),
            },
          ]}
        />
      )}
      {closing ? <CloseDialog waiting={closing} onClose={() => setClosing(null)} /> : null}
    </Part>
  )
}

function CloseDialog({ waiting, onClose }: { waiting: Waiting; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [level, setLevel] = useState<(typeof levels)[number]>('household')
  const make = useWrite('post', '/letters/batches', ['/letters'])
  const close = async () => {
    try {
      await make.mutateAsync({ body: { campaignId: waiting.campaignId, level } })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('letters.closeOf', { name: waiting.campaignName })}
      okText={t('letters.closeNow')}
      okButtonProps={{ loading: make.isPending }}
      onOk={() => void close()}
      onCancel={onClose}
    >
      <div className="stack">
        <p>{t('letters.closeHelp')}</p>
        <Radio.Group
          aria-label={t('letters.level')}
          value={level}
          onChange={({ target }) => setLevel(target.value as typeof level)}
        >
          <div className="stack-tight">
            {levels.map((value) => (
              <Radio key={value} value={value}>
                {t(`letters.levels.${value}`)}
                <span className="field-help"> {t(`letters.levelHelp.${value}`)}</span>
              </Radio>
            ))}
          </div>
        </Radio.Group>
      </div>
    </Modal>
  )
}
