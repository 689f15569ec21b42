import { Button } from 'antd'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDrop } from '../shell/dropped-file.ts'

const accepts = '.csv,.tsv,.txt,.gz,.xlsx,.ndjson,.jsonl,.parquet'

/** A place that says a file can be dropped, or chosen; the whole window takes it, nobody has to aim. */
export function DropZone({
  onFile,
  large = false,
  title,
  children,
}: {
  onFile: (file: File) => void
  large?: boolean
  title?: string
  children?: ReactNode
}) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const { over } = useDrop()
  return (
    <div className={`drop ${large ? 'drop-large' : ''} ${over ? 'drop-over' : ''}`}>
      <div>
        <p className="drop-title">{over ? t('home.drop.release') : (title ?? t('home.drop.title'))}</p>
        {children ? <div className="soft">{children}</div> : null}
        <p className="faint">{t('home.drop.help')}</p>
      </div>
      <Button {...(large ? { type: 'primary' as const } : {})} onClick={() => input.current?.click()}>
        {t('home.drop.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accepts}
        // The button speaks for it: one thing, one name, one place to stop at.
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = '' // the same file may be chosen again after a correction
          if (file) onFile(file)
        }}
      />
    </div>
  )
}
