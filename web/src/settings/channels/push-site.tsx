import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'

const placeholder = 'WRITE_KEY'

/** What the company's site needs so that browsers can subscribe, the page to try it on, and the keys. */
export function PushSite({ publicKey }: { publicKey: string }) {
  const { t } = useTranslation()
  const [writeKey, setWriteKey] = useState('')
  const { origin } = window.location
  const key = writeKey.trim()
  const script = `<script src="${origin}/push/liangti-push.js" data-key="${key || placeholder}" defer></script>
<button type="button" data-liangti-push>…</button>`
  return (
    <section className="stack form-narrow" aria-label={t('channels.push.site')}>
      <h3>{t('channels.push.site')}</h3>
      <p className="soft">{t('channels.push.siteHelp')}</p>
      <Field label={t('channels.push.writeKey')} optional>
        <Input
          className="code"
          value={writeKey}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setWriteKey(event.target.value)}
        />
        <span className="faint">{t('channels.push.writeKeyHelp')}</span>
      </Field>
      <Snippet
        label={t('channels.push.worker')}
        text={`importScripts('${origin}/push/liangti-push-worker.js')`}
      />
      <Snippet label={t('channels.push.script')} text={script} />
      <p className="faint">{t('channels.push.button')}</p>
      <Snippet label={t('channels.push.publicKey')} text={publicKey} />
      <div className="bar">
        {key === '' ? null : (
          <Button href={`/push/try/${encodeURIComponent(key)}`} target="_blank">
            {t('channels.push.tryIt')}
          </Button>
        )}
        <NewKeys />
      </div>
    </section>
  )
}

function Snippet({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    void message.success(t('common.copied'))
  }
  return (
    <Field label={label}>
      <Input.TextArea
        className="code"
        readOnly
        autoSize
        value={text}
        onFocus={(event) => event.target.select()}
      />
      <div>
        <Button size="small" onClick={() => void copy()}>
          {t('common.copy')}
        </Button>
      </div>
    </Field>
  )
}

/** Another pair; browsers that subscribed under the old one are lost until they come again, which is said first. */
function NewKeys() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const renew = useWrite('post', '/channels/{channel}/secret', ['/channels'])
  const ask = () =>
    modal.confirm({
      icon: null,
      title: t('channels.push.renewAsk'),
      content: t('channels.push.renewText'),
      okText: t('channels.push.renew'),
      okButtonProps: { danger: true },
      onOk: () =>
        renew.mutateAsync({ path: { channel: 'push' } }).then(
          () => void message.success(t('channels.push.renewed')),
          (error: unknown) => void message.error(problem(error)),
        ),
    })
  return <Button onClick={ask}>{t('channels.push.renew')}</Button>
}
