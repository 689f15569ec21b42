import { Button } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

const accepts = '.csv,.tsv,.txt,.gz,.xlsx,.ndjson,.jsonl,.parquet'

/** A place to drop a file; the whole window takes it while something is dragged over it. */
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
  const over = useWindowDrag(onFile)
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

/** True while a file is dragged over the window. The whole window takes the drop: nobody has to aim. */
function useWindowDrag(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false)
  const take = useRef(onFile)
  take.current = onFile
  useEffect(() => {
    let depth = 0
    const hasFile = (event: globalThis.DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: globalThis.DragEvent) => {
      if (!hasFile(event)) return
      depth += 1
      setOver(true)
    }
    const leave = () => {
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const stay = (event: globalThis.DragEvent) => {
      if (hasFile(event)) event.preventDefault()
    }
    const end = (event: globalThis.DragEvent) => {
      depth = 0
      setOver(false)
      if (!hasFile(event)) return
      event.preventDefault()
      const file = event.dataTransfer?.files[0]
      if (file) take.current(file)
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', stay)
    window.addEventListener('drop', end)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', stay)
      window.removeEventListener('drop', end)
    }
  }, [])
  return over
}
