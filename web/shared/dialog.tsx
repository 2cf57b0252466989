// A question above the page. The browser's own <dialog> keeps the focus inside and gives it back afterwards.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { words } from './lang';

const w = words({ close: ['Đóng', 'Close'] });

export function Dialog({ title, onClose, children, wide }: {
	title: string; onClose: () => void; children: ComponentChildren; wide?: boolean;
}) {
	const box = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		const dialog = box.current!;
		dialog.showModal();
		(dialog.querySelector<HTMLElement>('[data-first]') ?? dialog.querySelector<HTMLElement>('input, textarea, select'))?.focus();
		return () => dialog.close();
	}, []);
	return (
		<dialog ref={box} class={`dialog ${wide ? 'dialog--wide' : ''}`} aria-labelledby="dialog-title"
			onCancel={(e) => { e.preventDefault(); onClose(); }}>
			<div class="dialog__head">
				<h2 id="dialog-title" class="govuk-heading-m">{title}</h2>
				<button type="button" class="icon-button" aria-label={w('close')} onClick={onClose}>×</button>
			</div>
			{children}
		</dialog>
	);
}
