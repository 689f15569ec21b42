import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Source } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { isStream } from './words.tsx'

/** Where another system sends its rows, and how it proves that it is the one. */
export function PushAddress({ source, path }: { source: Source; path: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const address = `${window.location.origin}${path}`
  const proof = String(source.settings?.proof ?? 'standard')
  const copy = async () => {
    await navigator.clipboard.writeText(address)
    void message.success(t('common.copied'))
  }
  return (
    <Part
      title={t('sources.push')}
      note={t(`sources.pushProof.${proof as 'standard'}`, {
        header: String(source.settings?.headerName ?? ''),
      })}
      actions={<Button onClick={() => void copy()}>{t('common.copy')}</Button>}
    >
      <pre className="code" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {`POST ${address}`}
      </pre>
      {source.mapping === null && !isStream(source) ? (
        <p className="soft">
          {t(source.waiting > 0 ? 'sources.pushMap' : 'sources.pushWait', {
            count: source.waiting,
            shown: format.integer(source.waiting),
          })}
        </p>
      ) : null}
    </Part>
  )
}
