import { useTranslation } from 'react-i18next'
import { useWorkspace } from '../../api/hooks.ts'
import { Part } from '../../ui/page.tsx'
import { Snippet } from '../../ui/snippet.tsx'

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
