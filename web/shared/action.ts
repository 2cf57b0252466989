// A write that a button starts: busy while it runs, its mistake beside the field or above the form.
import { useRef, useState } from 'preact/hooks';
import { ApiError, errorText } from './api';

export interface Mistake { field: string | null; text: string; code: string }

export interface Action {
	busy: boolean;
	mistake: Mistake | null;
	// Runs work unless it runs already; true when it ended well.
	run(work: () => Promise<void>): Promise<boolean>;
	clear(): void;
	// The text of the mistake when it is about this field.
	about(field: string): string | undefined;
}

export function useAction(): Action {
	const running = useRef(false);
	const [busy, setBusy] = useState(false);
	const [mistake, setMistake] = useState<Mistake | null>(null);

	async function run(work: () => Promise<void>): Promise<boolean> {
		if (running.current)
			return false;
		running.current = true;
		setBusy(true);
		setMistake(null);
		try {
			await work();
			return true;
		} catch (e) {
			if (!(e instanceof ApiError))
				console.error(e);
			const known = e instanceof ApiError ? e : null;
			setMistake({ field: known?.field ?? null, text: errorText(e), code: known?.code ?? 'page' });
			return false;
		} finally {
			running.current = false;
			setBusy(false);
		}
	}
	return {
		busy, mistake, run, clear: () => setMistake(null),
		about: (field) => (mistake?.field === field ? mistake.text : undefined),
	};
}
