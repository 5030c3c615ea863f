package dev.holdfast.controlplane;

import java.util.ArrayList;
import java.util.List;

/** The command lines of the local components: plain functions of ports and files. */
record LocalCommandLines(Binaries binaries, Workspace workspace, Settings settings) {

    List<String> etcd(int clientPort, int peerPort) {
        String client = "http://127.0.0.1:" + clientPort;
        String peer = "http://127.0.0.1:" + peerPort;
        return List.of(
                binaries.of("etcd"),
                "--data-dir=" + workspace.file("etcd"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--unsafe-no-fsync");
    }

    /** Expects authority, front-proxy, serving and service-account files in the workspace. */
    List<String> apiServer(int port, int etcdPort) {
        return with(
                List.of(
                        binaries.of("kube-apiserver"),
                        "--etcd-servers=http://127.0.0.1:" + etcdPort,
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + port,
                        "--tls-cert-file=" + workspace.file("serving.crt"),
                        "--tls-private-key-file=" + workspace.file("serving.key"),
                        "--client-ca-file=" + workspace.file("authority.crt"),
                        // Without it scheduler and controller manager complain for ever about a
                        // missing bundle.
                        "--requestheader-client-ca-file=" + workspace.file("front-proxy.crt"),
                        "--requestheader-username-headers=X-Remote-User",
                        "--requestheader-group-headers=X-Remote-Group",
                        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                        "--authorization-mode=Node,RBAC",
                        "--service-cluster-ip-range=10.0.0.0/24",
                        "--allow-privileged=true",
                        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                        "--service-account-key-file=" + workspace.file("service-account.pub"),
                        "--service-account-signing-key-file="
                                + workspace.file("service-account.key"),
                        "--endpoint-reconciler-type=none",
                        "--cert-dir=" + workspace.file("apiserver"),
                        "--enable-priority-and-fairness=false",
                        "--max-requests-inflight=0",
                        "--max-mutating-requests-inflight=0"),
                settings.apiServerFlags());
    }

    List<String> controllerManager(int port) {
        String kubeconfig =
                workspace.kubeconfigFor("system:kube-controller-manager", List.of()).toString();
        return with(
                List.of(
                        binaries.of("kube-controller-manager"),
                        "--kubeconfig=" + kubeconfig,
                        "--authentication-kubeconfig=" + kubeconfig,
                        "--authorization-kubeconfig=" + kubeconfig,
                        "--root-ca-file=" + workspace.file("authority.crt"),
                        "--service-account-private-key-file="
                                + workspace.file("service-account.key"),
                        "--use-service-account-credentials=true",
                        "--leader-elect=false",
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + port,
                        "--tls-cert-file=" + workspace.file("serving.crt"),
                        "--tls-private-key-file=" + workspace.file("serving.key"),
                        // It would make VolumeAttachments that nobody ever attaches.
                        "--controllers=*,-persistentvolume-attach-detach-controller",
                        "--kube-api-qps=2000",
                        "--kube-api-burst=4000",
                        "--concurrent-statefulset-syncs=20",
                        "--node-monitor-period=1s",
                        "--node-monitor-grace-period="
                                + settings.nodeMonitorGracePeriod().toSeconds()
                                + "s",
                        // The default taints one node per ten seconds.
                        "--node-eviction-rate=100"),
                settings.controllerManagerFlags());
    }

    List<String> kwok(int port, List<String> more) {
        // A kubelet's user name and group, so that admission hooks see who finishes pods.
        String kubeconfig =
                workspace
                        .kubeconfigFor(
                                "system:node:kwok", List.of("system:masters", "system:nodes"))
                        .toString();
        return with(
                List.of(
                        binaries.of("kwok"),
                        "--kubeconfig=" + kubeconfig,
                        "--server-address=127.0.0.1:" + port),
                more);
    }

    private static List<String> with(List<String> flags, List<String> more) {
        var all = new ArrayList<>(flags);
        all.addAll(more);
        return all;
    }
}
