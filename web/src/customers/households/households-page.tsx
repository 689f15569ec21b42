import { App, Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, usePages, useRead, useRefresh, useWrite } from '../../api/hooks.ts'
import { Page, Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { CustomersTabs } from '../customers-tabs.tsx'
import { HouseholdCard } from './household-card.tsx'
import { HouseholdRules } from './household-rules.tsx'

/** Which customers live together: those to decide about, those that are, those that were, and the rules. */
export function HouseholdsPage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayChange = useMay('customers.merge')
  const settings = useRead(
    '/households/settings',
    {},
    { refetchInterval: (data) => (data?.taskId ? 1_000 : false) },
  )
  const start = useWrite('post', '/households/find', ['/households'])
  const running = settings.data?.taskId ?? null
  const find = async () => {
    try {
      await start.mutateAsync({})
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Page
      title={t('households.title')}
      answers={t('households.answers')}
      actions={
        mayChange ? (
          <Button
            type="primary"
            loading={start.isPending}
            disabled={running !== null}
            onClick={() => void find()}
          >
            {t('households.find')}
          </Button>
        ) : null
      }
    >
      <CustomersTabs />
      {running ? <Running key={running} taskId={running} /> : null}
      <Homes state="proposed" mayChange={mayChange} />
      <Homes state="live" mayChange={mayChange} />
      <Homes state="ended" mayChange={mayChange} />
      <Loaded query={settings} where={t('households.rules.title')} height={200}>
        {({ settings: rules }) => <HouseholdRules key={JSON.stringify(rules)} settings={rules} />}
      </Loaded>
    </Page>
  )
}

const wordsOf = { proposed: 'waiting', live: 'live', ended: 'ended' } as const

function Homes({ state, mayChange }: { state: 'proposed' | 'live' | 'ended'; mayChange: boolean }) {
  const { t } = useTranslation()
  const countWords = useCountWords()
  const words = wordsOf[state]
  const list = usePages('/households', { query: { state, limit: 20 } })
  return (
    <Part title={t(`households.${words}`)} note={countWords(list)}>
      <Paged
        list={list}
        where={t(`households.${words}`)}
        height={120}
        empty={{ title: t(`households.${words}Empty`), help: t(`households.${words}EmptyHelp`) }}
      >
        {(items) => (
          <ul className="home-list" aria-label={t(`households.${words}`)}>
            {items.map((home) => (
              <HouseholdCard key={`${home.id} ${home.decidedAt}`} home={home} mayChange={mayChange} />
            ))}
          </ul>
        )}
      </Paged>
    </Part>
  )
}

function Running({ taskId }: { taskId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const refresh = useRefresh()
  const task = useRead('/tasks/{id}', { path: { id: taskId } }, { refetchInterval: 700, staleTime: 0 })
  const cancel = useWrite('post', '/tasks/{id}/cancel', ['/tasks'])
  const seen = useRef(refresh)
  // When it ends, this is taken away: then the lists are read anew.
  useEffect(() => () => void seen.current('/households'), [])
  const progress = task.data?.progress
  return (
    <p className="bar" role="status">
      <span>
        {t('households.finding')} {progress ? format.integer(progress.done) : ''}
      </span>
      <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate({ path: { id: taskId } })}>
        {t('households.stop')}
      </Button>
    </p>
  )
}
