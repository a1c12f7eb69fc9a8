"""Asks a real libmemcached where keys lie, and prints it as JSON: see libmemcached-ring.json beside this file.

    /usr/bin/python3 libmemcached-ring.py > libmemcached-ring.json

Debian's python3-pylibmc, libmemcached11 and memcached. `placed`: pylibmc stored each key, and the node that has it was found
by asking each. `asked`: libmemcached itself was asked, for names that nothing listens at. `keys` is a pattern, with the number
of the key in place of `#`; `nodes` is a list of names, or how many of those that `elasticache` makes; a key's owner is one
character of `owners`, the index of its node in base 62.
"""

import ctypes
import json
import socket
import string
import subprocess
import time

import pylibmc

DIGITS = string.digits + string.ascii_lowercase + string.ascii_uppercase
PATTERNS = ['product:#', '#', 'cart:{user-#}:lines', 'x' * 200 + '#']

# What pylibmc and libmemcached call the three rings: behaviours by name, and by number with their values.
RINGS = {
    'KETAMA_WEIGHTED': ({'ketama_weighted': True}, [(16, 1)]),
    'KETAMA_MD5': ({'ketama': True, 'hash': 'md5'}, [(3, 1), (2, 1)]),
    'KETAMA': ({'ketama': True}, [(3, 1)]),
}

lib = ctypes.CDLL('libmemcached.so.11')
lib.memcached_create.restype = ctypes.c_void_p
lib.memcached_create.argtypes = [ctypes.c_void_p]
lib.memcached_behavior_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint64]
lib.memcached_server_add.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint16]
lib.memcached_generate_hash.restype = ctypes.c_uint32
lib.memcached_generate_hash.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]


def keys_of(pattern, count):
    return [pattern.replace('#', str(number)) for number in range(count)]


def row(how, ring, nodes, pattern, owners):
    text = ''.join(DIGITS[owner] for owner in owners)
    return {'how': how, 'ring': ring, 'nodes': nodes, 'keys': pattern, 'owners': text}


def asked(ring, nodes, pattern, count):
    client = lib.memcached_create(None)
    for behaviour, value in RINGS[ring][1]:
        assert lib.memcached_behavior_set(client, behaviour, value) == 0
    for node in elasticache(nodes) if isinstance(nodes, int) else nodes:
        host, port = node.rsplit(':', 1)
        assert lib.memcached_server_add(client, host.encode(), int(port)) == 0
    keys = keys_of(pattern, count)
    return row('asked', ring, nodes, pattern, [lib.memcached_generate_hash(client, k.encode(), len(k)) for k in keys])


def has(connection, key):
    connection.sendall(f'mg {key}\r\n'.encode())
    reply = connection.recv(64)
    return reply.startswith(b'HD')


def placed(ring, nodes, pattern, count):
    hosts = [node.rsplit(':', 1) for node in nodes]
    servers = [
        subprocess.Popen(['memcached', '-u', 'nobody', '-l', host, '-p', port, '-U', '0', '-m', '64'])
        for host, port in hosts
    ]
    try:
        time.sleep(1)
        client = pylibmc.Client(nodes, behaviors=RINGS[ring][0])
        keys = keys_of(pattern, count)
        for key in keys:
            assert client.set(key, '1')
        connections = [socket.create_connection((host, int(port))) for host, port in hosts]
        found = [[index for index, connection in enumerate(connections) if has(connection, key)] for key in keys]
        assert all(len(owners) == 1 for owners in found)
        return row('placed', ring, nodes, pattern, [owner for [owner] in found])
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def elasticache(count):
    return [f'shop.abc123.{number:04}.euc1.cache.amazonaws.com:11211' for number in range(1, count + 1)]


def main():
    rows = []
    local = ['127.0.7.1:11211', '127.0.7.2:11211', '127.0.7.3:11211', '127.0.7.1:11312']
    for ring in RINGS:
        rows += [placed(ring, local, pattern, 1000) for pattern in PATTERNS]
        rows += [asked(ring, nodes, 'product:#', 1000) for nodes in [1, 2, 3, 4, 5, 25, 40, 60]]
    # Single precision makes the number of places uneven, with 25, 47, 50 and 55 nodes; double precision also with others.
    rows += [asked('KETAMA_WEIGHTED', nodes, '#', 500) for nodes in [29, 31, 41, 47, 50, 55, 58]]
    rows.append(asked('KETAMA_WEIGHTED', ['1cache.example.com:11212', '::1:11211', '10.0.0.9:11211'], 'product:#', 1000))
    print('{"rows":[')
    print(',\n'.join(json.dumps(one, separators=(',', ':')) for one in rows))
    print(']}')


main()
