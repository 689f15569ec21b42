import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** A control with its name above; clicking the name goes to the control. */
export function Field({
  label,
  optional = false,
  className = '',
  children,
}: {
  label: ReactNode
  optional?: boolean
  className?: string
  /** The control first, then what explains it. */
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control comes as a child
    <label className={`field ${className}`}>
      <span>
        {label} {optional ? <span className="faint">{t('common.optional')}</span> : null}
      </span>
      {children}
    </label>
  )
}
