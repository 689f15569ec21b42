import { App, Button, Progress } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useRefresh, useWrite } from '../api/hooks.ts'
import { Part } from '../ui/page.tsx'
import { useProblemText } from '../ui/states.tsx'
import { useFormat } from '../ui/use-format.ts'

const lapseDays = 90

/** Where the demo's time-lapse stands, asked each second while it runs. */
export function useTimeLapse(enabled: boolean) {
  const moving = (state: string | undefined) => state === 'running' || state === 'preparing'
  const query = useRead(
    '/demo/time-lapse',
    {},
    { enabled, staleTime: 0, refetchInterval: (data) => (moving(data?.state) ? 1_000 : 10_000) },
  )
  const running = moving(query.data?.state)
  const refresh = useRefresh()
  const was = useRef(running)
  useEffect(() => {
    // The last day changes everything that depends on the demo's clock.
    if (was.current && !running) void refresh('/')
    was.current = running
  }, [running, refresh])
  return { data: query.data, running }
}

export function TimeLapse({ state }: { state: ReturnType<typeof useTimeLapse> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('campaigns.launch')
  const start = useWrite('post', '/demo/time-lapse', ['/demo', '/home'])
  const stop = useWrite('delete', '/demo/time-lapse', ['/demo', '/home'])
  const { data } = state
  if (!data) return null
  const running = state.running || start.isPending
  // Between the press and the first day that has passed there is no day to tell.
  const preparing = start.isPending || (data.state === 'running' && data.day === 0)
  const say = {
    none: t('home.timeLapse.help'),
    preparing: t('home.timeLapse.preparing'),
    running: t('home.timeLapse.running', { day: data.day, days: data.days }),
    done: t('home.timeLapse.done'),
    // Ended before its first day, by a restart: there is nothing to tell yet.
    stopped: data.day === 0 ? t('home.timeLapse.help') : t('home.timeLapse.stopped', { day: data.day }),
    failed: t('home.timeLapse.failed', { note: data.note ?? '' }),
  }[preparing ? 'preparing' : data.state]
  const fail = (error: unknown) => void message.error(problem(error))
  const begin = () => start.mutate({ body: { days: lapseDays, secondsPerDay: 1 } }, { onError: fail })
  return (
    <Part
      title={t('home.timeLapse.title')}
      {...(data.now ? { note: t('home.timeLapse.now', { date: format.date(data.now) }) } : {})}
    >
      <div className="stack-tight">
        {running || data.state === 'done' || (data.state === 'stopped' && data.day > 0) ? (
          <Progress
            percent={preparing || data.days === 0 ? 0 : Math.round((data.day / data.days) * 100)}
            showInfo={false}
            aria-label={t('home.timeLapse.progress')}
          />
        ) : null}
        <p className={data.state === 'failed' ? 'notice notice-look' : 'soft'} role="status">
          {say}
        </p>
        {may ? (
          <p>
            {running ? (
              <Button
                disabled={start.isPending}
                onClick={() => stop.mutate({}, { onError: fail })}
                loading={stop.isPending}
              >
                {t('home.timeLapse.stop')}
              </Button>
            ) : (
              <Button type="primary" onClick={begin} loading={start.isPending}>
                {data.state === 'none' || (data.state === 'stopped' && data.day === 0)
                  ? t('home.timeLapse.start')
                  : t('home.timeLapse.again')}
              </Button>
            )}
          </p>
        ) : null}
      </div>
    </Part>
  )
}
