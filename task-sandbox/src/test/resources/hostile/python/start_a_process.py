# expect: THREW
def handler(event, context):
    import subprocess
    return subprocess.check_output(['/bin/sh', '-c', 'id']).decode()
