import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWorkspace } from '../../api/hooks.ts'
import { Part } from '../../ui/page.tsx'

/** What another system's programmers need, to copy. */
export function CardSnippets() {
  const { t } = useTranslation()
  const slug = useWorkspace()?.slug ?? ''
  const base = `${window.location.origin}/api/workspaces/${slug}/customers`
  const body = '{"fields":["value"]}'
  const curl = `curl -X POST "${base}/CUSTOMER/card" \\
  -H "authorization: Bearer $LIANGTI_KEY" -H 'content-type: application/json' \\
  -d '${body}'`
  const node = `const answer = await fetch(\`${base}/\${customerId}/card\`, {
  method: 'POST',
  headers: { authorization: \`Bearer \${process.env.LIANGTI_KEY}\`, 'content-type': 'application/json' },
  body: JSON.stringify({ fields: ['value'] }),
})
if (!answer.ok) throw new Error(await answer.text())
const { url } = await answer.json()`
  const html = `<iframe src="URL" title="Customer" width="360" height="520"></iframe>`
  return (
    <Part title={t('card.embed')}>
      <p className="soft">{t('card.embedSteps')}</p>
      <Snippet title={t('card.node')} text={node} />
      <Snippet title={t('card.curl')} text={curl} />
      <Snippet title={t('card.html')} text={html} />
    </Part>
  )
}

function Snippet({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => void message.success(t('card.copied')),
      (error: unknown) => void message.error(String(error)),
    )
  return (
    <section aria-label={title}>
      <div className="bar">
        <strong className="grow">{title}</strong>
        <Button size="small" aria-label={`${t('card.copy')}: ${title}`} onClick={() => void copy()}>
          {t('card.copy')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide block is scrolled with the keys */}
      <pre className="code" tabIndex={0} style={{ overflowX: 'auto' }}>
        {text}
      </pre>
    </section>
  )
}
