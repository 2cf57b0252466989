// The way to the code of a person's health book, beside the person's card.
import { useState } from 'preact/hooks';
import { Button } from '../shared/button';
import { later } from '../shared/later';
import { words } from '../shared/lang';
import type { Person } from '../shared/types';
import { may } from './account';

const w = words({ code: ['Mã mở sổ', 'Code of the health book'] });
const CodeDialog = later(() => import('./desk/code').then((m) => m.CodeDialog));

export function CodeButton({ person }: { person: Person }) {
	const [open, setOpen] = useState(false);
	if (!may('person_write'))
		return null;
	return (
		<>
			<Button kind="quiet" aria-haspopup="dialog" onClick={() => setOpen(true)}>{w('code')}</Button>
			{/* Escape closes the dialog, not what stands behind it */}
			{open && <div onKeyDown={(e) => e.stopPropagation()}><CodeDialog person={person} onClose={() => setOpen(false)} /></div>}
		</>
	);
}
