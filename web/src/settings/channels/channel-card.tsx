import { Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/hooks.ts'
import type { Channel } from '../../api/types.ts'
import { FigureRow, Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { ChannelActions } from './actions.tsx'
import { ConnectionEditor } from './connection-editor.tsx'
import { MailDomain } from './mail-domain.tsx'
import { PushSite } from './push-site.tsx'
import { hasSecret } from './signing-secret.tsx'
import { useWay } from './use-way.ts'

const tones = { stopped: 'look', none: 'quiet', pauses: 'look', catches: 'quiet', goes: 'good' } as const
type State = keyof typeof tones

/** One channel: how it goes, what it holds, and what can be done. */
export function ChannelCard({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const local = useLocal()
  const way = useWay()
  const mayManage = useMay('settings.manage')
  const [editing, setEditing] = useState(false)
  const isUnsigned = mayManage && channel.connection !== null && channel.generates && !hasSecret(channel)
  const state = isUnsigned && !channel.stopped ? 'none' : stateOf(channel)
  return (
    <Part
      title={local(channel.label)}
      note={
        <>
          <Mark tone={tones[state]}>{t(`channels.state.${state}`)}</Mark>
          {channel.proven === 'stand-in' ? <Mark>{t('channels.notVerified')}</Mark> : null}
        </>
      }
      actions={<ChannelActions channel={channel} editing={editing} onEdit={setEditing} />}
    >
      <p className="soft">{way(channel)}</p>
      <Notices channel={channel} />
      {isUnsigned ? <p className="notice notice-look">{t('channels.secretNone')}</p> : null}
      <Figures channel={channel} />
      {channel.connection?.publicKey && !editing ? (
        <PushSite publicKey={channel.connection.publicKey} />
      ) : null}
      {channel.connection?.callbackPath && !editing ? (
        <CallbackAddress path={channel.connection.callbackPath} />
      ) : null}
      {channel.id === 'email' && mayManage && channel.connection && !editing ? <MailDomain /> : null}
      {editing && mayManage ? <ConnectionEditor channel={channel} onDone={() => setEditing(false)} /> : null}
    </Part>
  )
}

/** What is entered at the platform so that it tells us what customers do and write. */
function CallbackAddress({ path }: { path: string }) {
  const { t } = useTranslation()
  return (
    <div className="stack-tight">
      <span>{t('channels.callback')}</span>
      <Typography.Text className="code" copyable>{`${window.location.origin}${path}`}</Typography.Text>
      <span className="faint">{t('channels.callbackHelp')}</span>
    </div>
  )
}

function stateOf({ stopped, way, lane }: Channel): State {
  if (stopped) return 'stopped'
  if (way === 'none') return 'none'
  if (lane?.waitingFor) return 'pauses'
  return way === 'catcher' ? 'catches' : 'goes'
}

function Notices({ channel: { stopped, lane, connection } }: { channel: Channel }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  return (
    <>
      {stopped ? (
        <p className="notice notice-look">
          {t('channels.stoppedSince', { at: format.dateTime(stopped.at) })}
        </p>
      ) : null}
      {lane?.waitingFor && !stopped ? (
        <p className="notice notice-look" role="status">
          {t('channels.waiting', { reason: local(lane.waitingFor) })}
        </p>
      ) : null}
      {connection?.checkedAt ? (
        <p className="faint">
          {t('channels.checkedAt', {
            at: format.dateTime(connection.checkedAt),
            result: connection.checkProblem ? local(connection.checkProblem) : t('channels.checkOk'),
          })}
        </p>
      ) : null}
    </>
  )
}

function Figures({ channel: { held, lane } }: { channel: Channel }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const last = lane?.last
  const items = [
    {
      label: t('channels.held'),
      value: format.integer(held.planned),
      note: held.planned > 0 ? t('channels.heldNote', { count: format.integer(held.due) }) : undefined,
    },
    { label: t('channels.sending'), value: format.integer(held.sending) },
    { label: t('channels.perMinute'), value: lane ? format.integer(lane.perMinute) : '–' },
    {
      label: t('channels.lastAnswer'),
      value: last ? (last.problem ? local(last.problem) : t('channels.lastGood')) : '–',
      note: last ? format.dateTime(last.at) : t('channels.lastNone'),
    },
  ]
  return <FigureRow items={items} />
}
