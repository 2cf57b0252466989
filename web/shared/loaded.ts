// A list or a thing that the server is asked for when a page opens.
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorText, get } from './api';

export interface Items<T> { items: T[]; next?: string | null }

export interface Loaded<T> { value: T | null; mistake: string | null; reload: () => Promise<void> }

// Asks at once and whenever the address changes; what was there stays while it is asked again.
export function useLoaded<T>(address: string): Loaded<T> {
	const [value, setValue] = useState<T | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	const wanted = useRef(address);
	wanted.current = address;
	const reload = () => get<T>(address).then((found) => {
		if (wanted.current === address) {
			setValue(found);
			setMistake(null);
		}
	}, (e: unknown) => {
		if (wanted.current === address)
			setMistake(errorText(e));
	});
	useEffect(() => void reload(), [address]);
	return { value, mistake, reload };
}
