// Addresses of lists within the page.
import { link, path } from '../../shared/route';

export const listLink = (...parts: string[]) => link(path.value[0] ?? '-', 'lists', ...parts);
