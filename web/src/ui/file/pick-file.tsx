import { Button } from 'antd'
import { type ReactNode, useRef } from 'react'

/** A button that lets somebody choose a file; the same one again after it was corrected. */
export function PickFile({
  accept,
  busy,
  disabled = false,
  onPick,
  children,
}: {
  /** Endings, as a file field takes them. */
  accept: string
  busy: boolean
  disabled?: boolean
  onPick: (file: File) => void
  children: ReactNode
}) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="bar">
      <Button type="primary" loading={busy} disabled={disabled} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) onPick(file)
        }}
      />
    </div>
  )
}
