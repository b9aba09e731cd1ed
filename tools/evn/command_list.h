/* command_list - the commands of evn, in the order help shows them. Included several times with
 * EVN_COMMAND defined; each is in its cmd_*.c. No include guard: it is meant to be included again.
 */

EVN_COMMAND(up)
EVN_COMMAND(down)
EVN_COMMAND(demo)
EVN_COMMAND(doctor)
EVN_COMMAND(stock)
EVN_COMMAND(move)
EVN_COMMAND(kit)
EVN_COMMAND(item)
EVN_COMMAND(place)
EVN_COMMAND(events)
EVN_COMMAND(import)
EVN_COMMAND(key)
EVN_COMMAND(lane)
EVN_COMMAND(verify)
EVN_COMMAND(backup)
EVN_COMMAND(rebuild)
EVN_COMMAND(route)
EVN_COMMAND(zone)
EVN_COMMAND(planner)
EVN_COMMAND(allocate)
