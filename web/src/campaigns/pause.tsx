import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../api/hooks.ts'
import type { Campaign } from '../api/types.ts'
import { FigureRow } from '../ui/figures.tsx'
import { Loaded, useProblemText } from '../ui/states.tsx'
import { useFormat } from '../ui/use-format.ts'

type Held = Pick<Campaign, 'id' | 'name' | 'status' | 'paused' | 'channel'>

const running = new Set<Campaign['status']>(['live', 'launching', 'scheduled'])

/** Planned or under way: it can be paused and stopped. */
export const isRunning = ({ status }: Held) => running.has(status)

const touched = ['/campaigns', '/home', '/deliveries', '/letters', '/desk']

/** Asks for the dialog that says what a pause holds; a paused campaign goes on. */
export function PauseButton({
  campaign,
  onAsk,
  small = false,
}: {
  campaign: Held
  onAsk: () => void
  small?: boolean
}) {
  const { t } = useTranslation()
  if (!isRunning(campaign)) return null
  const label = t(campaign.paused ? 'campaigns.pause.resume' : 'campaigns.pause.action')
  return (
    <Button
      size={small ? 'small' : 'middle'}
      aria-label={small ? t('common.pair', { name: label, value: campaign.name }) : label}
      onClick={onAsk}
    >
      {label}
    </Button>
  )
}

/** Pauses a running campaign after saying what that holds, or lets a paused one go on. */
export function PauseDialog({ campaign, onClose }: { campaign: Held; onClose: () => void }) {
  const { t } = useTranslation()
  const pause = useWrite('post', '/campaigns/{id}/pause', touched)
  const resume = useWrite('post', '/campaigns/{id}/resume', touched)
  // What was asked stays asked: the campaign changes before the dialog is gone.
  const [wasPaused] = useState(campaign.paused !== null)
  const [kind, write] = wasPaused ? (['resume', resume] as const) : (['pause', pause] as const)
  return (
    <AskDialog
      campaign={campaign}
      title={t(`campaigns.pause.${kind}Title`, { name: campaign.name })}
      text={t(campaign.channel === 'list' ? `campaigns.pause.${kind}List` : `campaigns.pause.${kind}Text`)}
      ok={t(kind === 'resume' ? 'campaigns.pause.resume' : 'campaigns.pause.action')}
      done={t(`campaigns.pause.${kind}Done`)}
      isPending={write.isPending}
      act={() => write.mutateAsync({ path: { id: campaign.id } })}
      onClose={onClose}
    />
  )
}

/** Stops for good: nothing of it can be brought back. */
export function StopDialog({ campaign, onClose }: { campaign: Held; onClose: () => void }) {
  const { t } = useTranslation()
  const stop = useWrite('post', '/campaigns/{id}/stop', touched)
  return (
    <AskDialog
      campaign={campaign}
      title={t('campaigns.one.stopAsk', { name: campaign.name })}
      text={t('campaigns.one.stopText')}
      ok={t('campaigns.one.stopNow')}
      done={t('campaigns.one.stopped')}
      isPending={stop.isPending}
      act={() => stop.mutateAsync({ path: { id: campaign.id } })}
      onClose={onClose}
    />
  )
}

interface Ask {
  campaign: Held
  title: string
  text: string
  ok: string
  done: string
  isPending: boolean
  act: () => Promise<unknown>
  onClose: () => void
}

function AskDialog({ campaign, title, text, ok, done, isPending, act, onClose }: Ask) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const confirm = async () => {
    try {
      await act()
      void message.success(done)
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={title}
      okText={ok}
      okButtonProps={{ loading: isPending }}
      cancelText={t('common.cancel')}
      onOk={() => void confirm()}
      onCancel={onClose}
    >
      <div className="stack">
        {campaign.channel === 'list' ? null : (
          <UnderWay id={campaign.id} isCall={campaign.channel === 'call'} />
        )}
        <p>{text}</p>
      </div>
    </Modal>
  )
}

/** What would be held, and what cannot be called back. */
function UnderWay({ id, isCall }: { id: string; isCall: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useRead('/campaigns/{id}/under-way', { path: { id } }, { refetchInterval: 2_000 })
  const words = isCall ? 'campaigns.pause.calls' : 'campaigns.pause.messages'
  return (
    <Loaded query={query} where={t('campaigns.live.title')} height={72}>
      {(counts) => (
        <FigureRow
          items={(['waiting', 'leaving', 'gone'] as const).map((key) => ({
            label: t(`${words}.${key}`),
            value: format.integer(counts[key]),
          }))}
        />
      )}
    </Loaded>
  )
}

/** Since when, by whom, and what that means for what waits. */
export function PausedNotice({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const format = useFormat()
  const mayLaunch = useMay('campaigns.launch')
  const { paused } = campaign
  if (!paused) return null
  const at = format.dateTime(paused.at)
  return (
    <p className="notice notice-look" data-testid="paused">
      {paused.by === null
        ? t('campaigns.pause.since', { at })
        : t('campaigns.pause.sinceBy', { at, name: paused.by })}{' '}
      {t('campaigns.pause.meaning')} {mayLaunch ? null : t('campaigns.pause.askLauncher')}
    </p>
  )
}
