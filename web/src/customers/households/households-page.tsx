import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, usePages, useRead, useWrite } from '../../api/hooks.ts'
import type { HouseholdRun } from '../../api/types.ts'
import { Page, Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { countsOf, EndedTask, RunningTask, useRunningTask } from '../../ui/running-task.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { CustomersTabs } from '../customers-tabs.tsx'
import { HouseholdCard } from './household-card.tsx'
import { HouseholdRules } from './household-rules.tsx'

/** Which customers live together: those to decide about, those that are, those that were, and the rules. */
export function HouseholdsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayChange = useMay('customers.merge')
  const settings = useRead(
    '/households/settings',
    {},
    { refetchInterval: (data) => (data?.taskId ? 1_000 : false) },
  )
  const start = useWrite('post', '/households/find', ['/households'])
  const foundWords = useFoundWords()
  const lastRun = settings.data?.lastRun
  const running = useRunningTask(settings.data?.taskId, start.data?.taskId)
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
      {running ? (
        <RunningTask
          key={running}
          taskId={running}
          words={(progress) => `${t('households.finding')} ${progress ? format.integer(progress.done) : ''}`}
          stop={t('households.stop')}
          afterwards={['/households']}
        />
      ) : (
        <EndedTask
          task={settings.data?.lastTask ?? null}
          brought={(date) => (lastRun ? foundWords(date, lastRun) : '')}
        />
      )}
      <Homes state="proposed" mayChange={mayChange} />
      <Homes state="live" mayChange={mayChange} />
      <Homes state="ended" mayChange={mayChange} />
      <Loaded query={settings} where={t('households.rules.title')} height={200}>
        {({ settings: rules }) => <HouseholdRules key={JSON.stringify(rules)} settings={rules} />}
      </Loaded>
    </Page>
  )
}

/** What a search found, in a sentence. */
function useFoundWords(): (date: string, run: HouseholdRun) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (date, run) => {
    const words = run.looked === 0 ? 'ranNobody' : run.tooMany === 0 ? 'ran' : 'ranTooMany'
    return t(`households.${words}`, { date, ...countsOf(run, format) })
  }
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
