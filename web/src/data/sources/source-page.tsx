import { useParams } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Page } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { EventTail } from './event-tail.tsx'
import { Quarantine } from './quarantine.tsx'
import { SendEvents } from './send-events.tsx'
import { WriteKeys } from './write-keys.tsx'

const refreshEveryMs = 5_000

export function SourcePage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useRead('/sources/{id}', { path: { id } }, { refetchInterval: refreshEveryMs })
  const mayManage = useMay('settings.manage')
  const maySee = useMay('customers.read')
  const mayRepair = useMay('imports.run')
  return (
    <Loaded query={query} where={t('sources.title')} height={400}>
      {(source) => (
        <Page
          title={source.name}
          back={{ to: '/data/sources', label: t('sources.title') }}
          answers={
            <>
              <Mark tone={source.enabled ? 'good' : 'plain'}>
                {t(source.enabled ? 'sources.state.on' : 'sources.state.off')}
              </Mark>{' '}
              {source.owner} ·{' '}
              {t('sources.now', { count: source.perMinute, shown: format.integer(source.perMinute) })}
            </>
          }
          actions={mayManage ? <Switch source={source} /> : null}
        >
          <SendEvents />
          <WriteKeys sourceId={source.id} keys={source.keys} mayManage={mayManage} />
          {maySee ? <EventTail sourceId={source.id} /> : null}
          {mayRepair ? <Quarantine sourceId={source.id} /> : null}
        </Page>
      )}
    </Loaded>
  )
}

function Switch({ source }: { source: { id: string; name: string; enabled: boolean } }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const update = useWrite('patch', '/sources/{id}', ['/sources'])
  const turn = async (enabled: boolean) => {
    try {
      await update.mutateAsync({ path: { id: source.id }, body: { enabled } })
    } catch (error) {
      void message.error(problem(error))
    }
  }
  if (!source.enabled) return <Button onClick={() => void turn(true)}>{t('sources.switchOn')}</Button>
  const ask = () =>
    modal.confirm({
      icon: null,
      title: t('sources.offAsk', { name: source.name }),
      content: t('sources.offText'),
      okText: t('sources.switchOff'),
      okButtonProps: { danger: true },
      onOk: () => turn(false),
    })
  return <Button onClick={ask}>{t('sources.switchOff')}</Button>
}
