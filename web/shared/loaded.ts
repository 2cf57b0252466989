// A list or a thing that the server is asked for when a page opens.
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorText, get } from './api';

export interface Items<T> { items: T[]; next?: string | null }

export interface Loaded<T> { value: T | null; mistake: string | null; reload: () => Promise<void> }

// Asks at once and whenever the address changes. What was there stays while the same is asked again; of another address it would be a wrong answer.
export function useLoaded<T>(address: string): Loaded<T> {
	const [found, setFound] = useState<{ address: string; value: T } | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	const wanted = useRef(address);
	wanted.current = address;
	const reload = () => get<T>(address).then((value) => {
		if (wanted.current === address) {
			setFound({ address, value });
			setMistake(null);
		}
	}, (e: unknown) => {
		if (wanted.current === address)
			setMistake(errorText(e));
	});
	useEffect(() => void reload(), [address]);
	return { value: found?.address === address ? found.value : null, mistake, reload };
}
