import { type ReactNode, useEffect, useRef, useState } from 'react'

/** Something that may be wider or taller than its place. It takes the keyboard's focus only while it really scrolls. */
export function Scroll({
  label,
  className = '',
  maxHeight,
  children,
}: {
  label: string
  className?: string
  maxHeight?: number
  children: ReactNode
}) {
  const host = useRef<HTMLDivElement>(null)
  const [scrolls, setScrolls] = useState(false)
  useEffect(() => {
    const box = host.current
    if (!box) return
    const look = () =>
      setScrolls(box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)
    const watch = new ResizeObserver(look)
    watch.observe(box)
    if (box.firstElementChild) watch.observe(box.firstElementChild)
    return () => watch.disconnect()
  }, [])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      ref={host}
      className={`table-scroll ${className}`}
      role="group"
      aria-label={label}
      {...(scrolls ? { tabIndex: 0 } : {})}
      {...(maxHeight ? { style: { maxHeight } } : {})}
    >
      {children}
    </div>
  )
}
