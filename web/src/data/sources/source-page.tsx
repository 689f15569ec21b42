import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { Source } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { EventTail } from './event-tail.tsx'
import { PushAddress } from './push-address.tsx'
import { Quarantine } from './quarantine.tsx'
import { Runs } from './runs.tsx'
import { SendEvents } from './send-events.tsx'
import { SetUp } from './set-up.tsx'
import { SourceActions } from './source-actions.tsx'
import { Health, isStream, KindName, useScheduleWords } from './words.tsx'
import { WriteKeys } from './write-keys.tsx'

const refreshEveryMs = 5_000
const runningEveryMs = 1_000

export function SourcePage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const [editing, setEditing] = useState(false)
  const query = useRead(
    '/sources/{id}',
    { path: { id } },
    {
      // A form that is being filled in is not pulled away.
      refetchInterval: (source) =>
        editing ? false : source?.lastRun?.state === 'running' ? runningEveryMs : refreshEveryMs,
    },
  )
  return (
    <Loaded query={query} where={t('sources.title')} height={400}>
      {(source) => (
        <Page
          title={source.name}
          back={{ to: '/data/sources', label: t('sources.title') }}
          answers={<Answers source={source} />}
          actions={
            <>
              {editing ? null : <Go to={`/data/health/${source.id}`}>{t('quality.health.title')}</Go>}
              <SourceActions source={source} editing={editing} onEdit={setEditing} />
            </>
          }
        >
          {editing ? <Edit source={source} onSaved={() => setEditing(false)} /> : <Body source={source} />}
        </Page>
      )}
    </Loaded>
  )
}

/** Kind, state, who answers for it, and what it does now. */
function Answers({ source }: { source: Source }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useScheduleWords()
  const streams = isStream(source)
  return (
    <>
      <Health source={source} /> <KindName {...source} /> {source.owner === '' ? '' : `· ${source.owner} `}·{' '}
      {streams
        ? t('sources.now', { count: source.perMinute, shown: format.integer(source.perMinute) })
        : t('sources.storedRows', { count: source.stored, shown: format.integer(source.stored) })}
      {streams || source.kind === 'upload' || source.kind === 'webhook' ? '' : ` · ${words(source.schedule)}`}
    </>
  )
}

function Body({ source }: { source: Source }) {
  const { t } = useTranslation()
  const maySee = useMay('customers.read')
  const mayRepair = useMay('imports.run')
  const mayManage = useMay('settings.manage')
  const streams = isStream(source)
  return (
    <>
      <Trouble source={source} />
      {source.kind === 'stream' ? (
        <>
          <SendEvents />
          <WriteKeys sourceId={source.id} keys={source.keys} mayManage={mayManage} />
        </>
      ) : null}
      {source.pushAddress ? <PushAddress source={source} path={source.pushAddress} /> : null}
      {source.kind === 'upload' ? (
        <Part title={t('sources.kinds.upload')}>
          <p>{t('sources.uploadHelp')}</p>
        </Part>
      ) : null}
      {streams || source.kind === 'upload' ? null : <Runs sourceId={source.id} />}
      {streams && maySee ? <EventTail sourceId={source.id} /> : null}
      {streams && mayRepair ? <Quarantine sourceId={source.id} /> : null}
    </>
  )
}

/** What is wrong, and what happens next by itself. */
function Trouble({ source }: { source: Source }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (source.health !== 'failing' && source.health !== 'resting') return null
  return (
    <div className="notice notice-look" role="alert">
      {source.lastRun?.error ? <p>{source.lastRun.error.message}</p> : null}
      <p className="soft">
        {source.health === 'resting' ? t('sources.resting') : null}{' '}
        {source.nextRunAt ? t('sources.nextTry', { at: format.dateTime(source.nextRunAt) }) : null}
      </p>
    </div>
  )
}

function Edit({ source, onSaved }: { source: Source; onSaved: () => void }) {
  const { t } = useTranslation()
  const kinds = useRead('/source-kinds')
  return (
    <Loaded query={kinds} where={t('sources.kind')} height={240}>
      {({ items }) => (
        <SetUp
          kind={items.find(({ kind }) => kind === source.kind) ?? null}
          source={source}
          onSaved={onSaved}
        />
      )}
    </Loaded>
  )
}
