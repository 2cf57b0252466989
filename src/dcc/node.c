#include "dcc/node.h"

#include <string.h>

const struct node *
node_get(const struct node *map, const char *key)
{
	if (!map || map->type != NODE_MAP)
		return NULL;
	size_t len = strlen(key);
	for (size_t i = 0; i < map->n; i++) {
		const struct node *k = &map->items[2 * i];
		if (k->type == NODE_TEXT && k->n == len && memcmp(k->text, key, len) == 0)
			return k + 1;
	}
	return NULL;
}

const struct node *
node_get_int(const struct node *map, int64_t key)
{
	if (!map || map->type != NODE_MAP)
		return NULL;
	for (size_t i = 0; i < map->n; i++) {
		const struct node *k = &map->items[2 * i];
		if (k->type == NODE_INT && k->i == key)
			return k + 1;
	}
	return NULL;
}

void
node_drop_nulls(struct node *node)
{
	if (node->type == NODE_ARRAY) {
		for (size_t i = 0; i < node->n; i++)
			node_drop_nulls(&node->items[i]);
	}
	if (node->type != NODE_MAP)
		return;
	size_t kept = 0;
	for (size_t i = 0; i < node->n; i++) {
		struct node *pair = &node->items[2 * i];
		if (pair[1].type == NODE_NULL)
			continue;
		node_drop_nulls(&pair[1]);
		node->items[2 * kept] = pair[0];
		node->items[2 * kept + 1] = pair[1];
		kept++;
	}
	node->n = kept;
}
